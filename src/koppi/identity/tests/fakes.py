"""Identity providers that answer what a test wants, also what no honest one would."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from koppi.config.providers import Provider
from koppi.identity.providers import rules

LOA2 = "http://ftn.ficora.fi/2017/loa2"
LEVELS = (LOA2, "http://ftn.ficora.fi/2017/loa3")
CLIENT = "koppi-test"


def person(code, given="Maria", family="Lindqvist", **more):
    """Return the attributes of a resident as Suomi.fi tells them."""
    return {rules.CODE: code, rules.GIVEN_NAME: given, rules.FAMILY_NAME: family, **more}


@cache
def private_key(name):
    """Return a key of somebody, made once."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def pem_of(name):
    """Return somebody's private key and certificate in PEM."""
    key = private_key(name)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2050, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return (
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode(),
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
    )


@cache
def jwk(name):
    """Return a key of somebody as OpenID Connect writes it."""
    return RSAKey.import_key(pem_of(name)[0], {"kid": name, "use": "sig"})


class FakeOidc:
    """An OpenID provider on this machine. `answers` waits for the codes that a test has given out."""

    def __init__(self, server):
        self.issuer = f"http://127.0.0.1:{server.server_address[1]}"
        self.keys = ["honest"]
        self.answers = {}
        self.userinfo = {}
        self.asked = []
        self.is_down = False

    def provider(self, **more):
        """Return this provider as the settings would name it."""
        given = {
            "kind": "oidc",
            "address": self.issuer,
            "client": CLIENT,
            "key": "a secret",
            "levels": LEVELS,
        }
        return Provider(**given | more)

    def published(self):
        names = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
        return {
            **names,
            "issuer": self.issuer,
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/end",
        }

    def claims(self, nonce, at, attributes, /, **changes):
        """Return honest claims, with some changed; None takes one away."""
        seconds = int(at.timestamp())
        honest = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "somebody",
            "sid": "session-1",
            "nonce": nonce,
            "iat": seconds,
            "exp": seconds + 300,
            "acr": LOA2,
            **attributes,
        }
        return {name: value for name, value in (honest | changes).items() if value is not None}

    def sign(self, claims, key="honest", header=None):
        """Return a token: by another key, or by none, when a test wants that."""
        return jwt.encode(header or {"alg": "RS256", "kid": key}, claims, jwk(key), algorithms=["RS256"])

    def give(self, token, code="the-code"):
        """Let a code stand for an ID token."""
        self.answers[code] = {"access_token": "access", "token_type": "Bearer", "id_token": token}
        return code


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        fake, path = self.server.fake, urlsplit(self.path).path
        known = {
            "/.well-known/openid-configuration": fake.published(),
            "/keys": KeySet([jwk(name) for name in fake.keys]).as_dict(private=False),
            "/userinfo": {"sub": "somebody", **fake.userinfo},
        }
        self._answer(known.get(path), 200 if path in known else 404)

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        asked = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self.server.fake.asked.append(asked)
        told = self.server.fake.answers.pop(asked.get("code"), None)
        self._answer(told or {"error": "invalid_grant"}, 200 if told else 400)

    def _answer(self, told, status):
        if self.server.fake.is_down:
            told, status = None, 503
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextmanager
def fake_oidc():
    """Run an OpenID provider for a while."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.fake = FakeOidc(server)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
