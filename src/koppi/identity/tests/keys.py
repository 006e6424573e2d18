"""A passkey made of software: it answers as a browser's script sends it on."""

import hashlib
import json
import os
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


class SoftKey:
    """One credential of one person at one site."""

    def __init__(self, host="testserver", origin="http://testserver"):
        self.host, self.origin = host, origin
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.count = 0

    def make(self, challenge, **changed):
        """Return the answer to "make a new one"; `challenge` is websafe text."""
        data = self._data(HAS_KEY, changed)
        key = cbor.encode(ES256.from_cryptography_key(self.private.public_key()))
        data += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", challenge, changed, attestationObject=made)

    def sign(self, challenge, **changed):
        """Return the answer to "prove that it is you"."""
        self.count += 1
        data = self._data(0, changed)
        client = self._client("webauthn.get", challenge, changed)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            "webauthn.get",
            challenge,
            changed,
            authenticatorData=data,
            signature=changed.get("signature", signature),
        )

    def _data(self, flags, changed):
        host = hashlib.sha256(changed.get("host", self.host).encode()).digest()
        flags = changed.get("flags", PRESENT | VERIFIED) | flags
        return host + bytes([flags]) + changed.get("count", self.count).to_bytes(4, "big")

    def _client(self, kind, challenge, changed):
        said = {
            "type": changed.get("type", kind),
            "challenge": challenge,
            "origin": changed.get("origin", self.origin),
        }
        return json.dumps(said).encode()

    def _answer(self, kind, challenge, changed, **response):
        response["clientDataJSON"] = self._client(kind, challenge, changed)
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": {name: text(value) for name, value in response.items()},
                "clientExtensionResults": {},
            }
        )


def text(value):
    return urlsafe_b64encode(value).decode().rstrip("=")
