"""The promises that a county begins with, until it makes its own, and within what it may set them."""

from dataclasses import dataclass

from koppi.deadlines.calendars import MIDNIGHT, at_local
from koppi.deadlines.statutes.local import SINCE

ANSWER, NEXT_STEP, REMIND, ALERT, OFFER = "P1", "N1", "R1", "alert", "offer"
OWNER = "process-owner-of-client-intake"


@dataclass(frozen=True, slots=True)
class First:
    """The first version of a promise.

    :param most: the units that it can be counted in, each with its largest number; it begins with the first
    """

    code: str
    name: dict
    duty: dict
    amount: int
    most: dict

    @property
    def unit(self):
        """The unit that it begins with."""
        return next(iter(self.most))


def _said(fi, sv, en):
    return {"fi": fi, "sv": sv, "en": en}


PROMISES = (
    First(
        ANSWER,
        _said("Vastauslupaus", "Svarslöfte", "Answer promise"),
        _said(
            "Vastaamme {amount} tunnin kuluessa. Viikonloppuja ja pyhiä ei lasketa.",
            "Vi svarar inom {amount} timmar. Veckoslut och helgdagar räknas inte.",
            "We answer within {amount} hours. Weekends and holidays are not counted.",
        ),
        24,
        {"hours": 120, "working_days": 5},
    ),
    First(
        NEXT_STEP,
        _said("Asian seuraava vaihe", "Nästa steg i ärendet", "Next step of a matter"),
        _said(
            "Asia, josta joku vastaa, etenee silloinkin, kun mikään muu määräaika ei ole käynnissä.",
            "Ett ärende som någon ansvarar för går framåt också när ingen annan tidsfrist löper.",
            "A matter that somebody holds moves on, even when no other clock is running.",
        ),
        5,
        {"working_days": 60, "days": 90},
    ),
    First(
        REMIND,
        _said(
            "Muistutus, kun odotamme asiakasta",
            "Påminnelse när vi väntar på kunden",
            "Reminder while waiting for the client",
        ),
        _said(
            "Kysymme asiakkaalta uudelleen, jos hänestä ei ole kuulunut.",
            "Vi frågar kunden på nytt om vi inte har hört av hen.",
            "We ask the client again when we have not heard from them.",
        ),
        30,
        {"days": 180, "working_days": 120},
    ),
    First(
        ALERT,
        _said("Hälytys kiireellisestä", "Larm om brådskande", "Alert of what is urgent"),
        _said(
            "Vuorovastaava saa tiedon, kun kiireellinen asia on ollut {amount} minuuttia ilman ottajaa.",
            "Skiftansvarig får veta när ett brådskande ärende har varit {amount} minuter utan mottagare.",
            "The shift lead is told when nobody has caught an urgent matter for {amount} minutes.",
        ),
        10,
        {"minutes": 240},
    ),
    First(
        OFFER,
        _said("Siirtotarjouksen voimassaolo", "Hur länge ett erbjudande gäller", "How long an offer stands"),
        _said(
            "Tarjottu asia palaa antajalle, kun kukaan ei ole ottanut sitä {amount} minuutissa.",
            "Ett erbjudet ärende går tillbaka till givaren när ingen har tagit emot det på {amount} minuter.",
            "An offered matter falls back to its giver when nobody has taken it for {amount} minutes.",
        ),
        240,
        {"minutes": 480},
    ),
)
FIRST = {one.code: one for one in PROMISES}


def install_promises(promises, owners, *, alert_minutes=None):
    """Put the first version of each promise in force; what a county has there stays.

    :param promises: the model of local promises, a historical one in a migration
    :param owners: the model of the roles that own content, the same
    :param alert_minutes: what the county has had in its settings until now
    """
    there = set(promises.objects.values_list("code", flat=True))
    owner = owners.objects.get(code=OWNER)
    promises.objects.bulk_create(
        promises(
            code=one.code,
            **{f"name_{language}": text for language, text in one.name.items()},
            **{f"duty_{language}": text for language, text in one.duty.items()},
            amount=alert_minutes if one.code == ALERT and alert_minutes else one.amount,
            unit=one.unit,
            owner=owner,
            valid_from=at_local(SINCE, MIDNIGHT),
        )
        for one in PROMISES
        if one.code not in there
    )
