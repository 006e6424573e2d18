"""Advice written down: once, without a name; and carried over when the client says who they are."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from koppi.intake.actions import receive_contact
from koppi.intake.advising import identify_client, receive_advice
from koppi.intake.errors import KeyReused
from koppi.intake.models import Contact, MatterContact
from koppi.ledger.models import Event
from koppi.matters.errors import ContinuesElsewhere, NamesSomebody, NotAllowed, ReasonMissing
from koppi.matters.models import Matter, Topic
from koppi.matters.tests import factories as make
from koppi.matters.tests.factories import HOUR, NINE

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(teams):
    """A nurse of the team that backs go to."""
    person = make.make_professional("Aino Koski", teams["etela"])
    make.make_shift(person)
    return person.user


@pytest.fixture
def ask(nurse):
    """A function that writes advice down as the nurse."""

    def write(**values):
        given = {
            "key": uuid4(),
            "channel": "phone",
            "topic": Topic.objects.in_force(NINE).get(code="back-limbs"),
            "words": "Selkä jumissa, voiko uida?",
            "by": nurse,
            "at": NINE,
        }
        return receive_advice(**{**given, **values})

    return write


def test_advice_is_a_contact_about_nobody_and_one_open_matter(ask, teams):
    contact = ask(affirmed=["broken"])

    (matter,) = contact.opened
    stored = Contact.objects.get()
    assert (stored.about, stored.channel, stored.affirmed) == (None, "phone", ["broken"])
    assert (matter.register, matter.client, matter.team) == ("advice", None, teams["etela"])
    assert matter.subject == "Selkä jumissa, voiko uida?"
    told = Event.objects.get(kind="contact.received")
    assert (told.client_id, told.data["matters"]) == (None, [matter.pk])


def test_answered_on_the_spot_it_is_closed_in_the_same_breath(ask, nurse):
    (matter,) = ask(outcome="guided", channel="walk_in").opened

    closed = Matter.objects.get(pk=matter.pk)
    assert (closed.state, closed.outcome, closed.closed_at) == ("closed", "guided", NINE)
    assert closed.catches.get().caught_by == nurse
    assert make.events(matter) == ["matter.opened", "matter.caught", "matter.closed"]


def test_the_same_key_again_is_the_same_advice_and_other_words_are_refused(ask):
    key = uuid4()
    first = ask(key=key, outcome="guided")

    assert ask(key=key, outcome="guided") == first
    with pytest.raises(KeyReused):
        ask(key=key, words="Jotain muuta.")
    assert Matter.objects.count() == Contact.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"words": "Maria 010190-900R kysyy."}, NamesSomebody),
        ({"title": "010190-900R"}, NamesSomebody),
        ({"words": "  "}, ReasonMissing),
        ({"outcome": "appointment"}, NotAllowed),
    ],
)
def test_what_cannot_be_written_down_leaves_nothing_behind(ask, values, refusal):
    with pytest.raises(refusal):
        ask(**values)

    assert not Contact.objects.exists()
    assert not Matter.objects.exists()


def test_the_client_is_told_of_nothing_they_have_told_once(ask, nurse, maria):
    told = ask()
    (advice,) = told.opened

    contact = identify_client(matter_id=advice.pk, client=maria, identified="code", by=nurse, at=NINE + HOUR)

    (matter,) = contact.opened
    assert (contact.about, contact.words, contact.channel) == (maria, told.words, "phone")
    assert contact.received_at == NINE
    assert list(matter.matter_contacts.values_list("contact", flat=True)) == [contact.pk]
    assert Contact.objects.get(pk=told.pk).about is None
    assert (matter.caught_by, matter.client) == (nurse, maria)
    with pytest.raises(ContinuesElsewhere):
        identify_client(matter_id=advice.pk, client=maria, identified="code", by=nurse, at=NINE + HOUR)


def test_whoever_wrote_the_advice_down_does_not_learn_whose_it_was(ask, nurse, teams, maria):
    other = make.make_professional("Eero Salo", teams["etela"])
    make.make_shift(other)
    (advice,) = ask().opened

    contact = identify_client(
        matter_id=advice.pk, client=maria, identified="code", by=other.user, at=NINE + HOUR
    )

    assert contact.sent_by == other.user


def test_a_contact_without_a_client_belongs_to_advice_and_no_other_does(ask, user, maria, nurse):
    from .test_actions import said

    with_nobody = ask()
    with_maria = receive_contact(said=said(maria), key=uuid4(), channel="phone", by=nurse, at=NINE)
    (advice,), matter = with_nobody.opened, with_maria.opened[0]

    for one, contact in ((advice, with_maria), (matter, with_nobody)):
        with pytest.raises(IntegrityError), transaction.atomic():
            MatterContact.objects.create(matter=one, contact=contact, how="joined")
    link = advice.matter_contacts.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        MatterContact.objects.filter(pk=link.pk).update(contact=with_maria)


@pytest.mark.parametrize(
    "change",
    [{"channel": "form"}, {"for_other": True}, {"words": "Kyselee 010190-900r."}, {"about": "maria"}],
)
def test_the_database_keeps_a_contact_about_nobody_nobodys(ask, maria, change):
    contact = ask()
    change = {name: maria if value == "maria" else value for name, value in change.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(**change)
