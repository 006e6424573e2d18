"""What an identity provider may tell, what is asked of it, and why an answer is refused."""

from dataclasses import dataclass, field

# Attributes of Suomi.fi-tunnistus, by OID in both protocols (docs/decisions/0023).
CODE = "urn:oid:1.2.246.21"
FAMILY_NAME = "urn:oid:2.5.4.4"
GIVEN_NAME = "urn:oid:2.5.4.42"
MUNICIPALITY = "urn:oid:1.2.246.517.2002.2.18"
NON_DISCLOSURE = "urn:oid:1.2.246.517.2002.2.27"
LONGEST_NAME = 80
LONGEST_VALUE = 400

# Why an answer is refused, and which words tell it: each word group is one page with one next step.
REFUSALS = {
    "cancelled": "cancelled",
    "provider_down": "down",
    "provider_error": "down",
    "level": "weak",
    "state": "late",
    "late": "late",
    "expired": "late",
    "not_yet": "late",
    "replayed": "late",
    "no_identity_code": "no_code",
    "bad_identity_code": "no_code",
    "incomplete": "no_code",
    "practice": "practice",
    "not_a_client": "nobody",
    "no_account": "no_account",
    "malformed": "untrusted",
    "algorithm": "untrusted",
    "signature": "untrusted",
    "unsigned": "untrusted",
    "issuer": "untrusted",
    "audience": "untrusted",
    "recipient": "untrusted",
    "unsolicited": "untrusted",
    "nonce": "untrusted",
    "subject": "untrusted",
}


class Refused(Exception):
    """An answer of a provider is not believed; `.code` says why, and nothing of the answer is kept."""

    def __init__(self, code):
        assert code in REFUSALS
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Facts:
    """Who somebody is, as a provider told it. Printing it shows nothing of it.

    :param municipality: the official number of the home municipality, or nothing
    :param non_disclosure: whether a turvakielto is in force; None when the provider did not say
    """

    code: str = field(repr=False)
    given_name: str = field(repr=False)
    family_name: str = field(repr=False)
    municipality: str = field(default="", repr=False)
    non_disclosure: bool | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer: what was told, how strongly, and by which name the provider knows the session."""

    attributes: dict = field(repr=False)
    levels: frozenset
    subject: str = field(repr=False)
    session: str = field(default="", repr=False)
    subject_format: str = ""


def facts_of(attributes):
    """Return who somebody is. With a turvakielto the municipality is left out, whatever was sent.

    :raises Refused: there is no identity code, or no name
    """
    code = first(attributes, CODE)
    if not code:
        raise Refused("no_identity_code")
    given, family = first(attributes, GIVEN_NAME), first(attributes, FAMILY_NAME)
    if not given or not family:
        raise Refused("incomplete")
    told = {"1": True, "0": False}.get(first(attributes, NON_DISCLOSURE))
    return Facts(
        code=code,
        given_name=given[:LONGEST_NAME],
        family_name=family[:LONGEST_NAME],
        municipality="" if told else first(attributes, MUNICIPALITY),
        non_disclosure=told,
    )


def first(attributes, name):
    """Return the first value of an attribute as text, or nothing."""
    value = attributes.get(name, "")
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else ""


def check_level(answer, accepted):
    """Refuse an answer that is not strong enough.

    :raises Refused: none of the levels told is among the accepted ones
    """
    if not reaches(answer, accepted):
        raise Refused("level")


def reaches(answer, accepted):
    """Tell whether an answer reaches one of some levels."""
    return bool(answer.levels & set(accepted))
