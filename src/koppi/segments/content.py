"""How each segment is worked with, as Koppi comes: a county makes versions of its own (`WayOfWorking`)."""

from datetime import UTC, datetime

from . import rules

# What was so before anybody wrote down from when.
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)
OWNER = "process-owner-of-client-intake"
REGISTERS = {"patient": ("terveys", "hälsa", "health"), "social": ("sosiaali", "socialvård", "social")}
LEAD = {"patient": "care-lead", "social": "own-worker"}

# name, named, proactive, weeks between reviews, then booking, contact and promise: Finnish, Swedish, English
WAYS = {
    rules.SELF_RELIANT: (
        ("Omatoimi", "Egenvård", "Self-reliant"),
        False,
        False,
        52,
        (
            "Varaat ajan itse, kun tarvitset.",
            "Du bokar tid själv när du behöver.",
            "You book a time yourself when you need one.",
        ),
        (
            "Kirjoitat tai soitat, ja tiimi vastaa.",
            "Du skriver eller ringer, och teamet svarar.",
            "You write or call, and the team answers.",
        ),
        (
            "Saat vastauksen viimeistään seuraavana arkipäivänä.",
            "Du får svar senast nästa vardag.",
            "You get an answer by the next working day.",
        ),
    ),
    rules.SUPPORT: (
        ("Tuki", "Stöd", "Support"),
        True,
        False,
        12,
        (
            "Oma ihmisesi varaa ajat kanssasi.",
            "Din egen person bokar tiderna med dig.",
            "Your own person books the times with you.",
        ),
        (
            "Otat yhteyttä suoraan omaan ihmiseesi.",
            "Du kontaktar din egen person direkt.",
            "You contact your own person directly.",
        ),
        (
            "Saat vastauksen viimeistään seuraavana arkipäivänä.",
            "Du får svar senast nästa vardag.",
            "You get an answer by the next working day.",
        ),
    ),
    rules.COLLABORATION: (
        ("Yhteistyö", "Samarbete", "Collaboration"),
        True,
        True,
        26,
        (
            "Sovimme käynnit etukäteen pidemmälle ajalle.",
            "Vi kommer överens om besöken på förhand för en längre tid.",
            "We agree on visits ahead for a longer time.",
        ),
        (
            "Otat yhteyttä suoraan omaan ihmiseesi.",
            "Du kontaktar din egen person direkt.",
            "You contact your own person directly.",
        ),
        (
            "Saat vastauksen viimeistään seuraavana arkipäivänä.",
            "Du får svar senast nästa vardag.",
            "You get an answer by the next working day.",
        ),
    ),
    rules.CARE: (
        ("Huolenpito", "Omsorg", "Care"),
        True,
        True,
        8,
        (
            "Oma ihmisesi varaa ajat puolestasi.",
            "Din egen person bokar tiderna för dig.",
            "Your own person books the times for you.",
        ),
        (
            "Otat yhteyttä suoraan omaan ihmiseesi.",
            "Du kontaktar din egen person direkt.",
            "You contact your own person directly.",
        ),
        (
            "Saat vastauksen samana arkipäivänä.",
            "Du får svar samma vardag.",
            "You get an answer on the same working day.",
        ),
    ),
}


def _texts(name, texts):
    return {f"{name}_{language}": text for language, text in zip(("fi", "sv", "en"), texts, strict=True)}


def install_ways(ways, owners):
    """Put the first version of each way in force; what a county has there stays.

    :param ways: the model of ways of working, a historical one in a migration
    :param owners: the model of the roles that own content, the same
    """
    there = set(ways.objects.values_list("code", flat=True))
    owner = owners.objects.get(code=OWNER)
    rows = []
    for register, of_register in REGISTERS.items():
        for position, (segment, way) in enumerate(WAYS.items()):
            name, named, proactive, weeks, booking, contact, promise = way
            if f"{register}-{segment}" not in there:
                called = [f"{one}, {other}" for one, other in zip(name, of_register, strict=True)]
                rows.append(
                    ways(
                        code=f"{register}-{segment}",
                        segment=segment,
                        register=register,
                        ages="all",
                        named=named,
                        role=LEAD[register] if named else "team",
                        proactive=proactive,
                        review_weeks=weeks,
                        position=position,
                        owner=owner,
                        valid_from=ALWAYS,
                        **_texts("name", called),
                        **_texts("booking", booking),
                        **_texts("contact", contact),
                        **_texts("promise", promise),
                    )
                )
    ways.objects.bulk_create(rows)
