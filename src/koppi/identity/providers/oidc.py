"""OpenID Connect: the authorization code flow with PKCE, state and nonce, and logout both ways."""

import time
from dataclasses import dataclass
from secrets import token_urlsafe
from threading import Lock
from urllib.parse import urlencode, urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.claims import JWTClaims
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import (
    BadSignatureError,
    ClaimError,
    ExpiredTokenError,
    InvalidKeyIdError,
    JoseError,
    MissingAlgorithmError,
    UnsupportedAlgorithmError,
)
from joserfc.jwk import KeySet

from .rules import Answer, Refused

PATIENCE_SECONDS = (5, 10)
KNOWN_FOR_SECONDS = 3600
ANEW_AFTER_SECONDS = 30
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
REFUSED_CLAIMS = {"iss": "issuer", "aud": "audience", "azp": "audience", "nonce": "nonce"}
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: where to send the browser, and what its session must remember."""

    url: str
    state: str
    remembered: dict


class Oidc:
    """One provider, asked at its published addresses.

    :param provider: facts of a configured provider (`settings.SIGN_IN_PROVIDERS`)
    :param skew: how many seconds its clock may be from ours
    """

    def __init__(self, provider, skew):
        self.provider = provider
        self.skew = skew

    def begin(self, *, redirect_uri, language, anew=False):
        """Return where to send the browser; acr_values ask for the levels that are enough.

        :param anew: the person must identify themselves, also when the provider knows them already
        :raises Refused: the provider does not answer
        """
        state, nonce, verifier = token_urlsafe(32), token_urlsafe(32), token_urlsafe(48)
        more = {"acr_values": " ".join(self.provider.levels)} if self.provider.levels else {}
        if anew:
            more["prompt"] = "login"
        url, _ = self._session(redirect_uri).create_authorization_url(
            self._published()["authorization_endpoint"],
            state=state,
            code_verifier=verifier,
            nonce=nonce,
            ui_locales=language,
            **more,
        )
        return Begun(url, state, {"nonce": nonce, "verifier": verifier})

    def finish(self, *, asked, remembered, redirect_uri, now):
        """Return the checked answer of a callback, and when it would have expired.

        :param asked: the parameters of the callback
        :param remembered: what the session remembers of the beginning
        :param now: seconds since 1970
        :raises Refused: the answer is not believed, or the provider does not answer
        """
        if error := asked.get("error"):
            raise Refused("cancelled" if error == "access_denied" else "provider_error")
        if asked.get("iss", self.provider.address) != self.provider.address:
            raise Refused("issuer")
        if not asked.get("code"):
            raise Refused("malformed")
        token = self._exchange(asked["code"], remembered["verifier"], redirect_uri)
        if not isinstance(token.get("id_token"), str):
            raise Refused("malformed")
        claims = self._id_token(token, remembered["nonce"], now)
        attributes = {**self._userinfo(token, claims), **claims}
        levels = [claims.get("acr"), *(claims.get("amr") or ())]
        answer = Answer(
            attributes=attributes,
            levels=frozenset(level for level in levels if isinstance(level, str)),
            subject=claims["sub"],
            session=claims["sid"] if isinstance(claims.get("sid"), str) else "",
        )
        return answer, claims["exp"]

    def logout_url(self, *, return_to):
        """Return where to send a browser so that the provider ends its own session, or nothing.

        The ID token is not kept, so the provider may ask the person to confirm.
        """
        end = self._published().get("end_session_endpoint")
        if not end:
            return ""
        query = {"client_id": self.provider.client, "post_logout_redirect_uri": return_to}
        return f"{end}{'&' if urlsplit(end).query else '?'}{urlencode(query)}"

    def logout_claims(self, token, now):
        """Return what a provider's logout token tells, checked (OpenID Connect Back-Channel Logout 2.6).

        :raises Refused: the token is not believed
        """
        decoded = self._decode(token)
        claims = JWTClaims(decoded.claims, decoded.header, options=self._who_says("jti", "iat"))
        _validate(claims, now, self.skew)
        told = claims.get("events")
        if not isinstance(told, dict) or LOGOUT_EVENT not in told or "nonce" in claims:
            raise Refused("malformed")
        if not claims.get("sub") and not claims.get("sid"):
            raise Refused("subject")
        return claims

    def check(self):
        """Ask the provider for what it publishes and its keys, anew.

        :raises Refused: it does not answer, or not as itself
        """
        _forget(self.provider.address)
        self._keys()

    # Tokens

    def _exchange(self, code, verifier, redirect_uri):
        try:
            return self._session(redirect_uri).fetch_token(
                self._published()["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                timeout=PATIENCE_SECONDS,
                allow_redirects=False,
            )
        except AuthlibBaseError as error:
            raise Refused("replayed" if error.error == "invalid_grant" else "provider_error") from None
        except (requests.RequestException, ValueError):
            raise Refused("provider_down") from None

    def _session(self, redirect_uri):
        private = "PRIVATE KEY-----" in self.provider.key
        session = OAuth2Session(
            self.provider.client,
            self.provider.key,
            redirect_uri=redirect_uri,
            scope=self.provider.scope,
            code_challenge_method="S256",
            token_endpoint_auth_method="private_key_jwt" if private else "client_secret_basic",
        )
        if private:
            session.register_client_auth_method(PrivateKeyJWT(self._published()["token_endpoint"]))
        return session

    def _id_token(self, token, nonce, now):
        decoded = self._decode(token["id_token"])
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            options={**self._who_says("sub", "exp", "iat"), "nonce": {"essential": True, "value": nonce}},
            params={
                "client_id": self.provider.client,
                "nonce": nonce,
                "access_token": token.get("access_token"),
            },
        )
        _validate(claims, now, self.skew)
        return claims

    def _who_says(self, *more):
        return {
            "iss": {"essential": True, "value": self.provider.address},
            "aud": {"essential": True, "value": self.provider.client},
            **{name: {"essential": True} for name in more},
        }

    def _decode(self, token):
        """Check the signature; a key that is not known yet is asked for once."""
        try:
            return jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
        except (UnsupportedAlgorithmError, MissingAlgorithmError):
            raise Refused("algorithm") from None
        except (InvalidKeyIdError, BadSignatureError):
            _forget(self.provider.address, older_than=ANEW_AFTER_SECONDS)
        except (JoseError, ValueError, TypeError):
            raise Refused("malformed") from None
        try:
            return jwt.decode(token, self._keys(), algorithms=ALGORITHMS)
        except (JoseError, ValueError, TypeError):
            raise Refused("signature") from None

    def _userinfo(self, token, claims):
        """Return what the provider tells of the same person at its userinfo endpoint, when it has one."""
        address = self._published().get("userinfo_endpoint")
        if not address or not token.get("access_token"):
            return {}
        told = _get_json(address, {"Authorization": f"Bearer {token['access_token']}"})
        if told.get("sub") != claims["sub"]:
            raise Refused("subject")
        return told

    # What the provider publishes

    def _published(self):
        return _known(self.provider.address, "published", self._ask_published)

    def _ask_published(self):
        issuer = self.provider.address
        told = _get_json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != issuer:
            raise Refused("issuer")
        for name in ENDPOINTS:
            if urlsplit(str(told.get(name, ""))).scheme not in ("https", urlsplit(issuer).scheme):
                raise Refused("provider_error")
        return told

    def _keys(self):
        def ask():
            try:
                return KeySet.import_key_set(_get_json(self._published()["jwks_uri"]))
            except (JoseError, ValueError, KeyError, TypeError):
                raise Refused("provider_error") from None

        return _known(self.provider.address, "keys", ask)


def _validate(claims, now, skew):
    """Check the claims of a token; an error says which, and never what stood in it."""
    try:
        claims.validate(now=int(now), leeway=skew)
    except ExpiredTokenError:
        raise Refused("expired") from None
    except ClaimError as error:
        claim = error.claim.split(",")[0]
        too_early = claim in ("iat", "nbf") and claim in claims
        raise Refused("not_yet" if too_early else REFUSED_CLAIMS.get(claim, "malformed")) from None
    except (JoseError, ValueError, TypeError):
        raise Refused("malformed") from None


def _get_json(address, headers=None):
    try:
        answer = requests.get(address, headers=headers, timeout=PATIENCE_SECONDS, allow_redirects=False)
        told = answer.json() if answer.status_code == requests.codes.ok else None
    except (requests.RequestException, ValueError):
        told = None
    if not isinstance(told, dict):
        raise Refused("provider_down")
    return told


# Kept in each process for an hour, so that a sign-in does not ask again what never changes.

_kept: dict = {}
_lock = Lock()


def _known(issuer, what, ask):
    with _lock:
        found, asked_at = _kept.get((issuer, what), (None, 0))
    if found is None or time.monotonic() - asked_at > KNOWN_FOR_SECONDS:
        found = ask()
        with _lock:
            _kept[issuer, what] = found, time.monotonic()
    return found


def _forget(issuer, older_than=0):
    """Forget what an issuer published; by forged tokens nobody makes us ask it again and again."""
    with _lock:
        for key, (_, asked_at) in list(_kept.items()):
            if key[0] == issuer and time.monotonic() - asked_at >= older_than:
                del _kept[key]
