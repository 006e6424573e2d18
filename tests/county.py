"""A small county: the teams of two health stations and of social care, their people, matters in each state.

It is a Monday that is long past, at ten past nine, as in the tests of the packages.
"""

from datetime import date, time
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.utils import override_settings

from koppi.access.actions import log_past_readings
from koppi.access.lending import break_glass
from koppi.access.models import Reading
from koppi.appointments.actions import book
from koppi.appointments.tests.factories import free, make_room
from koppi.appointments.tests.factories import make_hours as make_reception
from koppi.callbacks.actions import promise_callback
from koppi.callbacks.tests.factories import PHONE, make_hours
from koppi.chat.actions import enter_with_matter
from koppi.chat.tests.factories import make_hours as make_chat_hours
from koppi.chat.tests.factories import make_route
from koppi.conversations import actions as conversations
from koppi.conversations.models import InstructionCard, RecordingTemplate, TextModule
from koppi.desk.asking_across import ask_other_side
from koppi.feedback.actions import ask
from koppi.feedback.models import About
from koppi.feedback.tests.factories import make_feedback
from koppi.handbook.tests.factories import change, give_role, propose
from koppi.intake import content
from koppi.intake.actions import attach_file, start_draft, submit_contact
from koppi.intake.advising import receive_advice
from koppi.intake.calls import keep_call
from koppi.intake.tests.factories import make_draft
from koppi.matters import actions
from koppi.matters.models import Matter, Topic
from koppi.matters.tests.factories import (
    DAY,
    HOUR,
    LONG_AGO,
    MINUTE,
    NINE,
    be_away,
    let_act,
    make_client,
    make_professional,
    make_shift,
    make_team,
    resident_of,
)
from koppi.notices.models import Delivery
from koppi.people.actions import accept_naming, ask_to_be_own, read_licences
from koppi.people.models import County, Skill
from koppi.people.tests.factories import open_every_weekday, test_code
from koppi.plans.actions import write_paper
from koppi.resident import looks
from koppi.resident.actions import ask_for_older_looks
from koppi.resident.copying import ask_for_copy, make_copy

TEN_PAST = NINE + 10 * MINUTE
TEAMS = {
    "etela": ("patient", "Etelän terveysasema", "Södra hälsostationen", "Southern health station"),
    "pohjoinen": ("patient", "Pohjoisen terveysasema", "Norra hälsostationen", "Northern health station"),
    "mieli": ("patient", "Mielen hyvinvointi", "Psykiskt välbefinnande", "Mental wellbeing"),
    "perhe": ("social", "Perheiden palvelut", "Tjänster för familjer", "Family services"),
    "ikaihmiset": ("social", "Ikäihmisten palvelut", "Tjänster för äldre", "Services for older people"),
    "tietosuoja": ("patient", "Tietosuoja, terveys", "Dataskydd, hälsovård", "Data protection, health"),
    "tietosuoja-sosiaali": (
        "social",
        "Tietosuoja, sosiaali",
        "Dataskydd, socialvård",
        "Data protection, social",
    ),
}
SKILLS = {
    "physio": ("fysioterapia", "fysioterapi", "physiotherapy"),
    "general": ("yleislääketiede", "allmänmedicin", "general medicine"),
    "family": ("perhetyö", "familjearbete", "family work"),
}
WORDS = {
    "fi": "Selkä kipeytyi lauantaina lumitöissä. Eilisestä asti vasen jalka on puutunut.",
    "sv": "Ryggen blev dålig i lördags när jag skottade snö. Sedan i går domnar vänster ben.",
    "en": "My back started to hurt on Saturday, shovelling snow. My left leg is numb since yesterday.",
}
EXTRACT = """Nimi;Rekisteröintinumero;Ammattikoodi;Ammattioikeus;Alkaa;Päättyy;Rajoitukset
Aino Koski;10000000001;710;laillistettu;1.2.2010;;
Eero Salo;10000000002;710;laillistettu;1.2.2010;28.2.2025;
Joku Muu;10000000003;710;laillistettu;1.2.2010;;
"""
STATES = ("fresh", "held", "offered", "asked", "snoozed", "waiting", "closed", "overdue")


def make_county(folder):
    """Make the teams, topics and everybody who signs in, and matters in every state.

    :param folder: where the files of the matters go
    """
    with override_settings(MEDIA_ROOT=folder):
        here = make_people()
        here.folder = folder
        make_matters(here)
    return here


def _not_sent(matter, at):
    """Let a mail to Maria have been refused."""
    return Delivery.objects.create(
        person_id=matter.client.person_id,
        channel="email",
        template="new_message",
        language="fi",
        key="not-sent",
        reference=matter.reference,
        state="given_up",
        why="refused",
        created_at=at,
        send_after=at,
        given_up_at=at,
    )


def make_changes(here, at):
    """Let a warning statement have been worded anew, and another change of it wait for its owner, Olli."""
    give_role("chief-physician", here.olli)
    change(
        "statement", "breathing", by=here.mirja, owner=here.olli, at=at - MINUTE, text=_alike("Henki loppuu")
    )
    here.change = propose("statement", "breathing", by=here.mirja, at=at, text=_alike("Henkeä ahdistaa"))


def _alike(text):
    return dict.fromkeys(("fi", "sv", "en"), text)


def make_people():
    """Make the teams, topics and everybody who signs in, with no matters yet."""
    here = SimpleNamespace(teams={})
    for code, (register, *names) in TEAMS.items():
        fi, sv, en = names
        here.teams[code] = make_team(code, register, name_fi=fi, name_sv=sv, name_en=en)
    for code, (fi, sv, en) in SKILLS.items():
        Skill.objects.create(code=code, name_fi=fi, name_sv=sv, name_en=en)
    content.install(here.teams, LONG_AGO)
    open_every_weekday()
    open_every_weekday("phone", time(8), time(15))
    County.objects.create(
        name_fi="Rannikon hyvinvointialue",
        name_sv="Kustens välfärdsområde",
        name_en="Coast Wellbeing Services County",
        phone="06 218 9000",
    )
    TextModule.objects.create(
        code="hello",
        title_fi="Tervehdys",
        title_sv="Hälsning",
        title_en="Greeting",
        body_fi="Hei, otin asiasi hoitaakseni.",
        body_sv="Hej, jag har tagit hand om ditt ärende.",
        body_en="Hello, I have taken up your matter.",
        owner_id="head-of-the-health-stations",
        valid_from=LONG_AGO,
    )
    InstructionCard.objects.create(
        code="back-first",
        topics=["back-limbs"],
        title_fi="Selkä ja nivelet: kenelle",
        title_sv="Rygg och leder: till vem",
        title_en="Back and joints: to whom",
        body_fi="Kysy, mikä on vaikeinta.\n\n- Tavallinen vaiva: fysioterapeutti.\n- Varoitusmerkki: heti.",
        body_sv="Fråga vad som är svårast.\n\n- Vanliga besvär: fysioterapeut.\n- Varningstecken: genast.",
        body_en="Ask what is hardest.\n\n- An ordinary case: physiotherapist.\n- A warning sign: at once.",
        owner_id="head-of-the-health-stations",
        valid_from=LONG_AGO,
    )
    RecordingTemplate.objects.create(
        code="call",
        title_fi="Puhelu asiakkaan kanssa",
        title_sv="Samtal med kunden",
        title_en="A call with the client",
        body_fi="Miksi: asiakkaan omin sanoin\nSovittiin: kuka tekee mitä",
        body_sv="Varför: med kundens egna ord\nÖverenskommet: vem gör vad",
        body_en="Why: in the client's own words\nAgreed: who does what",
        owner_id="head-of-the-health-stations",
        valid_from=LONG_AGO,
    )
    _make_workers(here)
    _make_residents(here)
    return here


def _make_workers(here):
    teams = here.teams
    for name, full, team, values in (
        ("aino", "Aino Koski", "etela", {"skills": ["physio"]}),
        ("eero", "Eero Salo", "etela", {"skills": ["general"]}),
        ("lea", "Lea Virta", "etela", {"roles": ["shift_lead", "team_lead"]}),
        ("olli", "Olli Nurmi", "pohjoinen", {"profession": "doctor"}),
        ("sari", "Sari Rinne", "perhe", {"profession": "social_worker", "licence": "none"}),
        ("kaisa", "Kaisa Mäki", "mieli", {"profession": "psychiatric_nurse"}),
        ("mirja", "Mirja Aalto", "", {"profession": "public_health_nurse", "roles": ["manager"]}),
        (
            "karin",
            "Karin Westman",
            "tietosuoja tietosuoja-sosiaali",
            {"profession": "data_protection", "licence": "none", "roles": ["data_protection_officer"]},
        ),
    ):
        worker = make_professional(full, *(teams[code] for code in team.split()), **values)
        make_shift(worker)
        setattr(here, f"{name}_person", worker)
        setattr(here, name, worker.user)
    here.absence = be_away(here.kaisa_person, since=NINE + 10 * DAY, until=NINE + 12 * DAY)
    here.unit = teams["etela"].unit
    here.shift, here.duty = here.eero_person.shifts.get(), here.eero_person.duties.get()


def _make_residents(here):
    here.codes = {}
    for name, full, birth_date in (
        ("maria", "Maria Lindqvist", date(1982, 5, 17)),
        ("otto", "Otto Öhman", date(1961, 11, 2)),
        ("elsa", "Elsa Lindqvist", date(1955, 1, 30)),
    ):
        here.codes[name] = test_code(birth_date)
        client = make_client(full, hetu=here.codes[name], sex="male" if name == "otto" else "female")
        setattr(here, f"{name}_client", client)
        setattr(here, name, resident_of(client))
    # Elsa may act for Maria in health care, and for nobody in social care.
    let_act(here.elsa_client, here.maria_client, social=False)


def send(by, at, *, file=False, **changes):
    """Send a contact by a resident; return its matters in the order of their registers."""
    uuid = uuid4()
    make_draft(by, at=at, uuid=uuid, **changes)
    if file:
        upload = SimpleUploadedFile("kotihoito-ohje.txt", "Lääkelista: ei lääkkeitä.".encode())
        attach_file(draft_uuid=uuid, upload=upload, by=by, at=at)
    contact = submit_contact(draft_uuid=uuid, by=by, at=at)
    return contact, list(Matter.objects.filter(matter_contacts__contact=contact).order_by("register"))


def make_matters(here):
    maria, aino, eero = here.maria, here.aino, here.eero
    here.contact, (here.fresh,) = send(
        maria,
        NINE,
        file=True,
        warnings={"affirmed": ["numb-saddle"], "asked": ["numb-saddle", "broken", "stroke"]},
    )
    here.file = here.contact.files.get().file
    for name in STATES[1:]:
        opened_at = NINE - 3 * DAY if name == "overdue" else NINE
        words = {"words": f"{WORDS['fi']} Kerran vielä.", "title": f"Asia {name}"}
        _, (matter,) = send(here.otto if name == "asked" else maria, opened_at, words=words)
        setattr(here, name, matter)
    at = NINE + 5 * MINUTE
    for name in ("held", "snoozed", "waiting", "closed"):
        actions.catch_matter(matter_id=getattr(here, name).pk, by=aino, at=at)
    actions.offer_handover(
        matter_id=here.offered.pk,
        reason="Tarvitaan fysioterapeutti.",
        by=eero,
        at=at,
        to_person=here.aino_person,
    )
    actions.catch_matter(matter_id=here.asked.pk, by=eero, at=at)
    here.question = actions.ask_colleague(
        matter_id=here.asked.pk, question="Mitä mieltä olet?", by=eero, at=at, to_person=here.aino_person
    )
    _write(here, "waiting", "Kerro vielä, missä kohdassa jalka puutuu.", aino, at)
    actions.wait_for(matter_id=here.waiting.pk, waiting_for="client", by=aino, at=at)
    _write(here, "held", "Hei, soitan tänään.", aino, at)
    conversations.write_note(
        matter_id=here.held.pk, body="Soita ennen kahta.", client_uuid=uuid4(), by=aino, at=at
    )
    here.held_question = actions.ask_colleague(
        matter_id=here.held.pk, question="Ehditkö katsoa?", by=aino, at=at, to_person=here.eero_person
    )
    actions.snooze_matter(matter_id=here.snoozed.pk, until=at + HOUR, why="", by=aino, at=at)
    _write(here, "closed", "Lepo riittää.", aino, at)
    actions.close_matter(
        matter_id=here.closed.pk, outcome="solved", without_assessment="not_a_care_need", by=aino, at=at
    )
    _, (here.patient, here.social) = send(
        maria,
        NINE,
        topic={"topic": "substance"},
        warnings={"affirmed": [], "asked": ["overdose", "suicide", "violence"]},
        words={"words": "Mieheni juo liikaa, ja pelkään lasten puolesta.", "title": ""},
    )
    here.look = _look(aino, here.fresh, at)
    here.copy = ask_for_copy(client_id=here.maria_client.pk, language="fi", by=maria, at=at)
    make_copy(copy_id=here.copy.pk, by=maria, at=at)
    here.older = _ask_older(here, at)
    here.unsent = _not_sent(here.fresh, at)
    whose = {"client": here.maria_client, "register": "patient", "by": here.lea, "at": at}
    own_team = ask_to_be_own(role="own_team", team=here.teams["etela"], **whose)
    here.own_team = accept_naming(naming_id=own_team.pk, by=eero, at=at)
    here.naming = ask_to_be_own(role="care_lead", professional=here.aino_person, **whose)
    here.side_question = ask_other_side(
        to_team=here.teams["perhe"], question="Miten perhe saa tukea nopeasti?", by=aino, at=at
    )
    here.licences = read_licences(data=EXTRACT.encode(), by=here.mirja, at=at)
    make_changes(here, at)
    here.glass = break_glass(
        person_id=here.elsa_client.person_id,
        client_ids=[here.elsa_client.pk],
        register="patient",
        reason="called",
        why="Soitti, ja hänen hoitajansa on sairaana.",
        until=at + HOUR,
        by=aino,
        at=at,
    )
    (here.reception,) = make_reception(here.aino_person, here.teams["etela"], weekdays=[4], at=at)
    here.room = make_room(here.teams["etela"].unit)
    here.time, here.other_time = free(at=at)[:2]
    # Of this topic one chooses a time by oneself, before anybody has assessed the need.
    Topic.objects.filter(pk=here.overdue.topic_id).update(booking=Topic.Booking.RESIDENT)
    here.appointment = book(matter_id=here.overdue.pk, slot_id=here.time.pk, by=maria, at=at)
    make_hours(here.teams["etela"])
    promise_callback(matter_id=here.held.pk, starts_at=NINE + HOUR, phone=PHONE, by=maria, at=at)
    here.advice, here.advised = (
        receive_advice(
            key=uuid4(),
            channel="phone",
            topic=Topic.objects.in_force(at).get(code="back-limbs"),
            words=f"Soittaja kysyy, saako lonkkaleikkauksen jälkeen uida. {said}",
            outcome=outcome,
            by=aino,
            at=at,
        ).opened[0]
        for outcome, said in (("", "Odottaa vastausta."), ("guided", "Neuvottu."))
    )
    here.call = keep_call(
        draft_uuid=uuid4(),
        given={
            "client": [str(here.maria_client.uuid)],
            "identified": ["code"],
            "topic": ["back-limbs"],
            "words": ["Selkä kipeytyi taas."],
        },
        by=aino,
        at=at,
    )
    # Elsa may act for Maria in it, too.
    make_chat_hours()
    if here.maria_client.municipality is None:
        here.maria_client.municipality = here.unit.municipality
        here.maria_client.save()
    make_route(
        "health", ["back-limbs", "substance"], name_fi="Terveysasia", name_sv="Hälsa", name_en="Health"
    )
    here.visit = enter_with_matter(matter_id=here.patient.pk, route_code="health", by=maria, at=at)
    for number, text in enumerate(("Asuu yksin.", "Asuu kotona siskon kanssa.")):
        write_paper(
            matter_id=here.fresh.pk,
            kind="summary",
            content={"text": text},
            with_client=True,
            seen=number,
            key=uuid4(),
            by=here.lea,
            at=at,
        )
    ask(matter=here.patient, about=About.CHAT, subject="health", by=here.lea, at=at)
    for helped, ease, words in (("yes", 1, ""), ("partly", 2, "Odotus oli pitkä."), ("no", 4, "")):
        make_feedback(here.patient.team, day=at.date(), helped=helped, ease=ease, words=words)
    here.draft = start_draft(by=maria, at=at)
    make_draft(maria, at=at, uuid=here.draft.uuid)
    here.draft_file = attach_file(
        draft_uuid=here.draft.uuid,
        upload=SimpleUploadedFile("kuva-ohje.txt", b"Sidottu eilen."),
        by=maria,
        at=at,
    ).file


def _look(reader, matter, at):
    """Write down a look of the past, and return its number."""
    line = {
        "at": at,
        "reader_id": reader.pk,
        "register": matter.register,
        "client_ids": [matter.client_id],
        "matter_id": matter.pk,
        "what": "matter",
        "why": "own_team",
    }
    log_past_readings([line])
    return Reading.objects.latest("id").pk


def _ask_older(here, at):
    """Let Otto ask for the lines of the log that are older than two years."""
    (whose,) = looks.everybody(here.otto, at)
    return ask_for_older_looks(
        whose=whose, register="patient", reason="Oikeudenkäynti.", key=uuid4(), by=here.otto, at=at
    )


def _write(here, name, body, by, at):
    conversations.reply(matter_id=getattr(here, name).pk, body=body, client_uuid=uuid4(), by=by, at=at)
