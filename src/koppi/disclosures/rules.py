"""What may stand in the register of disclosures: which data, to what end, on which ground."""

import re

from django.utils.translation import gettext_lazy as _

DATA = {
    "contact": _("what you told in your contact"),
    "letters": _("letters"),
    "files": _("photos and files"),
    "assessment": _("the assessment of what you need"),
    "notes": _("the professionals' notes"),
    "plan": _("the plan"),
    "summary": _("the summary"),
    "basic": _("name, birth date and identity code"),
    "bookings": _("appointments"),
}

PURPOSE = {
    "care": _("arranging or giving your care"),
    "service": _("arranging or giving your social services"),
    "assessment": _("assessing what you need"),
    "decision": _("making a decision about you"),
    "own_request": _("you asked for it"),
    "authority": _("a task that the law gives to the receiver"),
}

# The ground, and where it stands. 703/2023 53 § lists the four grounds of crossing between the registers.
BASIS = {
    "joint_service": (_("you are served together by health care and social care"), "703/2023 53 §"),
    "permission": (_("you gave permission"), "703/2023 53 §"),
    "cannot_judge": (_("you could not decide yourself, and nobody represents you"), "703/2023 53 §"),
    "necessary_need": (_("social care needed it and could not do without"), "703/2023 53 §"),
    "consent": (_("you gave consent"), "812/2000 16 § (verify)"),
    "law": (_("the law requires or allows it"), "812/2000 18 § (verify)"),
}
LONGEST_RECEIVER = 120
LONGEST_PROVISION = 120
# A provision names its section, before or after the sign: "812/2000 18 §", "18 a §", "§ 18".
SECTION = re.compile(r"\d+\s*[a-z]?\s*§|§\s*\d+", re.IGNORECASE)


class UnknownCode(ValueError):
    """The register has no words for this data, purpose or ground."""


class NoGround(ValueError):
    """The ground does not say what it stands on: a permission which one, a law which section."""


def check_codes(*, data, purpose, basis):
    """Raise when a disclosure could not be told to the client in words.

    :raises UnknownCode: with what is not known
    """
    if not data:
        raise UnknownCode("A disclosure names what was given.")
    for code in data:
        if code not in DATA:
            raise UnknownCode(code)
    if purpose not in PURPOSE:
        raise UnknownCode(purpose)
    if basis not in BASIS:
        raise UnknownCode(basis)


def names_a_section(provision):
    """Tell whether a provision of law is written with its section."""
    return bool(SECTION.search(provision))


def check_ground(*, basis, permission_id, provision):
    """Raise when a ground does not name what it stands on, or names what another ground stands on.

    :raises NoGround: a permission without its number, a law without its section, or either with the other's
    """
    if (basis == "permission") != (permission_id is not None):
        raise NoGround("A disclosure by permission, and no other, names the permission.")
    if (basis == "law") != names_a_section(provision):
        raise NoGround("A disclosure by law, and no other, names its section.")
