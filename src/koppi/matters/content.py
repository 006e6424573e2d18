"""How matters end, as Koppi comes: the first words of each outcome.

A county makes versions of its own (`ClosingReason`). What was closed before there were any is told by these.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import get_language

# What was so before anybody wrote down from when.
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
OWNER = "process-owner-of-client-intake"


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome's own words: what the desk calls it, and what the client reads."""

    outcome: str
    name: dict
    told: dict
    offered: bool = True

    def in_words(self):
        """Return the name and what the client reads, in the reader's language."""
        language = (get_language() or "fi")[:2]
        return self.name.get(language, self.name["fi"]), self.told.get(language, self.told["fi"])


def _said(fi, sv, en):
    return {"fi": fi, "sv": sv, "en": en}


ENDINGS = (
    Ending(
        "solved",
        _said("Ratkaistu heti", "Löst genast", "Solved at once"),
        _said(
            "Asiasi ratkesi.",
            "Ditt ärende löstes.",
            "Your matter was solved.",
        ),
    ),
    Ending(
        "guided",
        _said("Ohjattu eteenpäin", "Vägledd vidare", "Guided onwards"),
        _said(
            "Sait neuvoja siihen, miten pääset eteenpäin.",
            "Du fick råd om hur du går vidare.",
            "You got advice on how to go on.",
        ),
    ),
    Ending(
        "own_care",
        _said("Omahoito-ohjeet annettu", "Egenvårdsråd givna", "Own care instructions"),
        _said(
            "Sait ohjeet, joilla voit hoitaa vaivaa itse.",
            "Du fick råd om hur du kan sköta det själv.",
            "You got advice for taking care of it yourself.",
        ),
    ),
    Ending(
        "appointment",
        _said("Aika annettu", "Tid given", "Appointment given"),
        _said(
            "Sait ajan.",
            "Du fick en tid.",
            "You got an appointment.",
        ),
    ),
    Ending(
        "moved_on",
        _said("Siirtyi toiseen palveluun", "Gick vidare till en annan tjänst", "Moved on to another service"),
        _said(
            "Asiasi siirtyi toiseen palveluun.",
            "Ditt ärende gick vidare till en annan tjänst.",
            "Your matter went on to another service.",
        ),
    ),
    Ending(
        "not_reached",
        _said("Asiakasta ei tavoitettu", "Kunden nåddes inte", "The client was not reached"),
        _said(
            "Yritimme tavoittaa sinua, mutta emme onnistuneet.",
            "Vi försökte nå dig men lyckades inte.",
            "We tried to reach you and did not.",
        ),
    ),
    Ending(
        "cancelled",
        _said("Asiakas perui", "Kunden drog tillbaka det", "The client withdrew it"),
        _said(
            "Peruit tämän.",
            "Du har återtagit ärendet.",
            "You cancelled this.",
        ),
    ),
    Ending(
        "joined",
        _said("Liitetty toiseen asiaan", "Förenat med ett annat ärende", "Joined to another matter"),
        _said(
            "Tämä liitettiin toiseen samaa koskevaan asiaasi.",
            "Det här fogades till ditt andra ärende om samma sak.",
            "This was joined to your other matter about the same thing.",
        ),
        offered=False,
    ),
    Ending(
        "continued",
        _said("Jatkuu toisena asiana", "Fortsätter som ett annat ärende", "Continues as another matter"),
        _said(
            "Asiasi jatkuu uutena asiana.",
            "Ditt ärende fortsätter som ett nytt ärende.",
            "Your matter goes on as a new one.",
        ),
        offered=False,
    ),
    Ending(
        "wrong_client",
        _said("Koski toista asiakasta", "Gällde en annan kund", "Was about another client"),
        _said(
            "Tämä oli kirjattu väärälle henkilölle. Virhe on korjattu.",
            "Det här hade antecknats på fel person. Felet är rättat.",
            "This was written down under the wrong name and has been corrected.",
        ),
        offered=False,
    ),
)
FIRST = {ending.outcome: ending for ending in ENDINGS}


def install_endings(reasons, owners):
    """Put the first words of each outcome in force; what a county has there stays.

    :param reasons: the model of closing reasons, a historical one in a migration
    :param owners: the model of the roles that own content, the same
    """
    there = set(reasons.objects.values_list("code", flat=True))
    owner = owners.objects.get(code=OWNER)
    reasons.objects.bulk_create(
        reasons(
            code=ending.outcome,
            outcome=ending.outcome,
            **{f"name_{language}": text for language, text in ending.name.items()},
            **{f"told_{language}": text for language, text in ending.told.items()},
            offered=ending.offered,
            position=10 * place,
            owner=owner,
            valid_from=ALWAYS,
        )
        for place, ending in enumerate(ENDINGS)
        if ending.outcome not in there
    )
