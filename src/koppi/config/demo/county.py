"""The county itself: municipalities, units, teams, skills and opening hours. All of it invented
but for the names and the official numbers of the municipalities."""

from datetime import time

from koppi.conversations.models import InstructionCard, RecordingTemplate, TextModule
from koppi.handbook.content import PROCESS_OWNER
from koppi.handbook.models import Owner
from koppi.intake import content
from koppi.matters.content import install_endings
from koppi.matters.models import ClosingReason
from koppi.people.content import install_promises
from koppi.people.models import County, LocalPromise, Municipality, OpeningHours, Skill, Team, Unit

from .calls import set_calling_hours
from .cards import CARDS, EXAMPLE, TEMPLATES
from .chats import install_routes
from .phrases import PHRASES

COUNTY = ("Rannikon hyvinvointialue", "Kustens välfärdsområde", "Coast Wellbeing Services County")
PHONE = "06 123 4500"

# Source of the numbers: the official list of municipalities.
MUNICIPALITIES = {
    "905": ("Vaasa", "Vasa", "Vaasa"),
    "499": ("Mustasaari", "Korsholm", "Korsholm"),
    "399": ("Laihia", "Laihela", "Laihia"),
    "598": ("Pietarsaari", "Jakobstad", "Jakobstad"),
    "599": ("Pedersöre", "Pedersöre", "Pedersöre"),
    "440": ("Luoto", "Larsmo", "Larsmo"),
}

# code: names, municipality, branch of, address
UNITS = {
    "station": (
        ("Rannikon terveysasema", "Kustens hälsostation", "Coast Health Station"),
        "905",
        None,
        "Majakkakuja 900, Vaasa",
    ),
    "laihia": (
        ("Laihian sivutoimipiste", "Filialen i Laihela", "Laihia branch"),
        "399",
        "station",
        "Myllypolku 901, Laihia",
    ),
    "luoto": (
        ("Luodon sivutoimipiste", "Filialen i Larsmo", "Larsmo branch"),
        "440",
        "station",
        "Båthusgränden 902, Larsmo",
    ),
    "family": (
        ("Rannikon perhekeskus", "Kustens familjecenter", "Coast Family Centre"),
        "598",
        None,
        "Trädgårdsstigen 903, Jakobstad",
    ),
    "senior": (
        ("Rannikon seniorikeskus", "Kustens seniorcenter", "Coast Senior Centre"),
        "499",
        None,
        "Fyrvägen 904, Korsholm",
    ),
}

# code: names, unit, register, usual language
TEAMS = {
    "etela": (("Etelä", "Söder", "South"), "station", "patient", "fi"),
    "pohjoinen": (("Pohjoinen", "Norr", "North"), "luoto", "patient", "sv"),
    "mieli": (("Mieli", "Sinnet", "Mind"), "laihia", "patient", "fi"),
    "perhe": (("Perheet", "Familjer", "Families"), "family", "social", "sv"),
    "ikaihmiset": (("Ikäihmiset", "Seniorer", "Older people"), "senior", "social", "fi"),
    # Those who answer for data protection, in both registers.
    "tietosuoja": (
        ("Tietosuoja, terveys", "Dataskydd, hälsovård", "Data protection, health"),
        "station",
        "patient",
        "fi",
    ),
    "tietosuoja-sosiaali": (
        ("Tietosuoja, sosiaali", "Dataskydd, socialvård", "Data protection, social"),
        "family",
        "social",
        "fi",
    ),
}

SKILLS = {
    "general": ("Yleinen hoidon tarve", "Allmänt vårdbehov", "General care need"),
    "wound": ("Haavat", "Sår", "Wounds"),
    "physio": ("Liikkuminen ja kipu", "Rörelse och smärta", "Movement and pain"),
    "mental": ("Mielenterveys", "Psykisk hälsa", "Mental health"),
    "substance": ("Päihteet", "Rusmedel", "Substance use"),
    "oral": ("Suun terveys", "Munhälsa", "Oral health"),
    "child": ("Lasten terveys", "Barns hälsa", "Children's health"),
    "prescriptions": ("Reseptit", "Recept", "Prescriptions"),
    "family": ("Perheet", "Familjer", "Families"),
    "older": ("Iäkkäiden arki", "Äldres vardag", "Older people's daily life"),
    "income": ("Toimeentulo ja asuminen", "Utkomst och boende", "Income and housing"),
}

# way: weekdays, opens, closes
HOURS = {
    OpeningHours.Way.OFFICE: (range(5), time(8), time(16)),
    OpeningHours.Way.PHONE: (range(5), time(8), time(16)),
    OpeningHours.Way.WALK_IN: (range(5), time(8), time(11, 30)),
    OpeningHours.Way.CHAT: (range(5), time(8), time(15)),
}


# code, outcome, registers, place in the order, names, what the client reads
CLOSING_REASONS = (
    (
        "third-sector",
        "guided",
        "both",
        11,
        ("Ohjattu järjestön tuen pariin", "Hänvisad till en organisations stöd", "Guided to an organisation"),
        (
            "Sait tiedon järjestöstä, joka voi auttaa.",
            "Du fick veta om en organisation som kan hjälpa.",
            "You were told of an organisation that can help.",
        ),
    ),
    (
        "occupational",
        "moved_on",
        "patient",
        41,
        (
            "Siirtyi työterveyshuoltoon",
            "Gick vidare till företagshälsovården",
            "Moved on to occupational health",
        ),
        (
            "Asiasi siirtyi työterveyshuoltoon.",
            "Ditt ärende gick vidare till företagshälsovården.",
            "Your matter went on to occupational health care.",
        ),
    ),
)


def build_county(*, at):
    """Make the county and return its teams, skills and municipalities, each by code."""
    County.objects.create(**_named(COUNTY), phone=PHONE)
    municipalities = {
        code: Municipality.objects.create(code=code, **_named(names))
        for code, names in MUNICIPALITIES.items()
    }
    units = {}
    for code, (names, municipality, branch_of, address) in UNITS.items():
        units[code] = Unit.objects.create(
            **_named(names),
            municipality=municipalities[municipality],
            branch_of=units[branch_of] if branch_of else None,
            address=address,
        )
    teams = {
        code: Team.objects.create(
            code=code, **_named(names), unit=units[unit], register=register, language=language
        )
        for code, (names, unit, register, language) in TEAMS.items()
    }
    skills = {code: Skill.objects.create(code=code, **_named(names)) for code, names in SKILLS.items()}
    OpeningHours.objects.bulk_create(
        OpeningHours(way=way, weekday=day, opens=opens, closes=closes)
        for way, (days, opens, closes) in HOURS.items()
        for day in days
    )
    content.install(teams, at)
    install_promises(LocalPromise, Owner)
    install_endings(ClosingReason, Owner)
    _install_closing_reasons(at)
    set_calling_hours(teams)
    install_routes(at)
    _install_phrases(teams, at)
    _install_cards(teams, at)
    return teams, skills, municipalities


def _install_phrases(teams, at):
    TextModule.objects.bulk_create(
        TextModule(
            code=phrase.code,
            team=teams[phrase.team] if phrase.team else None,
            **{f"title_{language}": text for language, text in phrase.title.items()},
            **{f"body_{language}": text for language, text in phrase.body.items()},
            owner_id=phrase.owner,
            valid_from=at,
        )
        for phrase in PHRASES
    )


def _install_closing_reasons(at):
    ClosingReason.objects.bulk_create(
        ClosingReason(
            code=code,
            outcome=outcome,
            registers=registers,
            position=position,
            **_named(name),
            **dict(zip(("told_fi", "told_sv", "told_en"), told, strict=True)),
            owner_id=PROCESS_OWNER,
            valid_from=at,
        )
        for code, outcome, registers, position, name, told in CLOSING_REASONS
    )


def _install_cards(teams, at):
    InstructionCard.objects.bulk_create(
        InstructionCard(
            **_at_hand(card, position, teams, at),
            **{f"body_{language}": f"{text}\n\n{EXAMPLE[language]}" for language, text in card.body.items()},
        )
        for position, card in enumerate(CARDS)
    )
    RecordingTemplate.objects.bulk_create(
        RecordingTemplate(
            **_at_hand(card, position, teams, at),
            **{f"body_{language}": text for language, text in card.body.items()},
        )
        for position, card in enumerate(TEMPLATES)
    )


def _at_hand(card, position, teams, at):
    return {
        "code": card.code,
        "team": teams[card.team] if card.team else None,
        **{f"title_{language}": text for language, text in card.title.items()},
        "topics": list(card.topics),
        "register": card.register,
        "professions": list(card.professions),
        "position": position,
        "owner_id": card.owner,
        "valid_from": at,
    }


def _named(names):
    return dict(zip(("name_fi", "name_sv", "name_en"), names, strict=True))
