"""Passkeys (WebAuthn): what the browser is asked, and what its answer must be. No database."""

import json
from dataclasses import dataclass

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
)

from .errors import WrongProof

LONGEST_ANSWER = 20_000


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that has just been made."""

    credential_id: bytes
    credential: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class House:
    """Whose keys are asked for: this site, by its exact origin, for example ``https://koppi.example.fi``."""

    host: str
    origin: str

    def server(self):
        """Return the checker of answers."""
        rp = PublicKeyCredentialRpEntity(id=self.host, name="Koppi")
        return Fido2Server(rp, verify_origin=lambda origin: origin == self.origin)


def ask_for_new(house, *, user_handle, name, known):
    """Return what the browser is asked to make a passkey of, and what must be remembered until it answers.

    :param known: the stored credentials of the same person, of which none is made twice
    """
    options, state = house.server().register_begin(
        PublicKeyCredentialUserEntity(id=user_handle, name=name, display_name=name),
        credentials=[AttestedCredentialData(bytes(one)) for one in known],
        resident_key_requirement="discouraged",
        user_verification="preferred",
    )
    return dict(options), state


def take_new(house, *, state, answer):
    """Return the passkey that a browser has made.

    :raises WrongProof: the answer is to another question, from another site, or no answer at all
    """
    data = _checked(lambda: house.server().register_complete(state, _read(answer)))
    made = data.credential_data
    return Made(credential_id=made.credential_id, credential=bytes(made), sign_count=data.counter)


def ask(house, *, known):
    """Return what the browser is asked to prove, and what must be remembered until it answers."""
    options, state = house.server().authenticate_begin(
        [AttestedCredentialData(bytes(one)) for one in known], user_verification="preferred"
    )
    return dict(options), state


def check(house, *, state, answer, known):
    """Return the id of the credential that signed, and its count of signatures.

    :raises WrongProof: the answer is wrong, or to another question, or of an unknown passkey
    """
    read = _read(answer)

    def checked():
        found = house.server().authenticate_complete(
            state, [AttestedCredentialData(bytes(one)) for one in known], read
        )
        return found.credential_id, AuthenticationResponse.from_dict(read).response.authenticator_data.counter

    return _checked(checked)


def _read(answer):
    try:
        found = json.loads(answer[:LONGEST_ANSWER])
    except (ValueError, RecursionError):
        raise WrongProof from None
    if not isinstance(found, dict):
        raise WrongProof
    return found


def _checked(verify):
    """Call what reads bytes that anybody may have sent: whatever it stumbles over is a wrong proof."""
    try:
        return verify()
    except Exception as trouble:
        raise WrongProof from trouble
