"""A call that is written down: answered, left, taken, joined; once, whoever's register it touches."""

from uuid import uuid4

import pytest

from koppi.intake.actions import Said
from koppi.intake.calls import Judged, Somebody, forget_call, join_call, keep_call, take_call
from koppi.intake.errors import KeyReused, NothingOfYours
from koppi.intake.models import Caller, Contact, ContactDraft, MatterContact
from koppi.ledger.models import Event
from koppi.matters.actions import catch_matter
from koppi.matters.errors import AssessmentMissing, NotLicensed, ReasonMissing
from koppi.matters.models import Assessment, Clock, Matter
from koppi.matters.tests.factories import MINUTE, NINE, make_client, make_professional, make_topic
from koppi.matters.tests.fixtures import *  # noqa: F403

TEN_PAST = NINE + 10 * MINUTE
WORDS = "Selkä kipeytyi lumitöissä."


def call(topic, about, by, **changes):
    said = {"registers": topic.touched, "words": WORDS}
    said |= {name: changes.pop(name) for name in ("affirmed", "registers", "words") if name in changes}
    given = {
        "said": Said(about=about, topic=topic, **said),
        "key": uuid4(),
        "channel": Contact.Channel.PHONE,
        "identified": Contact.Identified.CODE,
        "end": "leave",
        "by": by,
        "at": TEN_PAST,
        **changes,
    }
    return take_call(**given)


@pytest.fixture
def own(nurses):
    """A topic of the nurses' own team."""
    return make_topic(nurses, code="selka")


def test_a_call_that_is_left_waits_for_the_topics_team(own, maria, aino, nurses):
    contact = call(own, maria, aino, judged=Judged(urgency=1))

    (matter,) = contact.opened
    assert (matter.team, matter.state, matter.caught_by, matter.urgency) == (nurses, "open", None, 1)
    assert (contact.channel, contact.identified, contact.sent_by) == ("phone", "code", aino)
    assert set(Clock.objects.filter(matter=matter).values_list("rule", flat=True)) == {"H1", "P1"}


def test_a_call_that_is_answered_is_assessed_and_closed_in_one_breath(own, maria, aino, again):
    contact = call(own, maria, aino, end="solved", judged=Judged(0, "Lepo riittää.", ""))

    matter = again(contact.theirs)
    assert (matter.state, matter.outcome, matter.closed_at) == ("closed", "solved", TEN_PAST)
    assert Assessment.objects.get(matter=matter).need == "Lepo riittää."
    assert Clock.objects.get(matter=matter, rule="H1").met_at == TEN_PAST
    assert Clock.objects.get(matter=matter, rule="P1").met_at == TEN_PAST


def test_without_a_licence_a_call_closes_with_the_reason_why_nobody_assessed(own, maria, again, nurses):
    helper = make_professional("Outi Aho", nurses, profession="practical_nurse", licence="protected").user

    with pytest.raises(NotLicensed):
        call(own, maria, helper, end="guided", judged=Judged(0, "Neuvottu."))
    with pytest.raises(AssessmentMissing):
        call(own, maria, helper, end="guided", judged=Judged(0))
    assert not Contact.objects.exists()

    contact = call(own, maria, helper, end="guided", judged=Judged(0, without_assessment="not_a_care_need"))
    assert again(contact.theirs).outcome == "guided"


def test_a_call_that_is_taken_stays_in_a_team_of_whoever_took_it(maria, olli, doctors, own, again):
    contact = call(own, maria, olli, end="take", judged=Judged(2))

    matter = again(contact.theirs)
    assert (matter.team, matter.caught_by, matter.urgency) == (doctors, olli, 2)
    assert Matter.objects.visible_to(olli).filter(pk=matter.pk).exists()


def test_an_affirmed_statement_leads_until_somebody_who_answers_has_judged(own, maria, aino, again):
    left = again(call(own, maria, aino, affirmed=("chest-pain",), judged=Judged(0)).opened[0])
    taken = again(
        call(own, maria, aino, end="take", affirmed=("chest-pain",), judged=Judged(1, "Arvioitu.")).theirs
    )

    assert (left.priority, left.urgency) == (2, None)
    assert (taken.priority, taken.urgency) == (1, 1)


def test_what_touches_the_other_register_goes_to_its_team_unseen(topic, maria, aino, social, again):
    contact = call(topic, maria, aino, end="take", judged=Judged(1))

    theirs, others = sorted(contact.opened, key=lambda matter: matter.register)
    assert contact.theirs == theirs
    assert (others.register, others.team, again(others).caught_by) == ("social", social, None)
    assert list(Matter.objects.visible_to(aino)) == [theirs]


def test_a_topic_of_the_other_register_alone_is_left_and_not_answered(maria, aino, nurses, social):
    money = make_topic(social_team=social, code="raha")

    with pytest.raises(NothingOfYours):
        call(money, maria, aino, end="take", judged=Judged(1))
    contact = call(money, maria, aino, judged=Judged(2))

    assert contact.theirs is None
    assert contact.opened[0].urgency == 2
    assert not Matter.objects.visible_to(aino).exists()


def test_the_same_call_twice_is_one_and_another_under_its_key_is_refused(own, maria, aino):
    key = uuid4()
    first = call(own, maria, aino, key=key, end="solved", judged=Judged(0, "Lepo."))
    again = call(own, maria, aino, key=key, end="solved", judged=Judged(0, "Lepo."))

    assert first == again
    assert not hasattr(again, "opened")
    assert (Contact.objects.count(), Matter.objects.count(), Assessment.objects.count()) == (1, 1, 1)
    with pytest.raises(KeyReused):
        call(own, maria, aino, key=key, words="Jotain muuta.", end="solved", judged=Judged(0, "Lepo."))


def test_nothing_is_written_when_the_call_cannot_end_so(own, maria, aino):
    with pytest.raises(ReasonMissing):
        call(own, maria, aino, end="solved", judged=Judged(0, "   "))

    assert not Contact.objects.exists()
    assert not Event.objects.filter(kind__in=["contact.received", "matter.opened"]).exists()


def test_who_called_is_remembered_with_the_mandate_that_was_known(own, maria, aino):
    contact = call(own, maria, aino, caller=Somebody("Elsa Lindqvist", "tytär"))

    caller = Caller.objects.get(contact=contact)
    assert (caller.name, caller.relation, caller.mandate) == ("Elsa Lindqvist", "tytär", None)
    assert contact.for_other


def join(matter, by, **changes):
    said = Said(about=changes.pop("about", matter.client), topic=matter.topic, registers=(), words=WORDS)
    given = {"said": said, "key": uuid4(), "channel": "phone", "identified": "code", "by": by, "at": TEN_PAST}
    return join_call(matter_id=matter.pk, **{**given, **changes})


def test_a_call_joins_an_open_matter_in_place_of_another_one(matter, aino, again):
    before = again(matter).last_event_no
    contact = join(matter, aino)

    assert Matter.objects.count() == 1
    assert MatterContact.objects.get(contact=contact).how == "joined"
    assert again(matter).client_wrote_at is not None
    assert again(matter).last_event_no > before


def test_whoever_holds_the_matter_has_answered_by_talking(matter, aino, again):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)
    join(matter, aino)

    assert again(matter).client_wrote_at is None
    assert not Clock.objects.filter(matter=matter, rule="P1", running=True).exists()


def test_an_affirmed_statement_puts_the_joined_matter_on_top(matter, aino, again):
    said = Said(about=matter.client, topic=matter.topic, registers=(), words=WORDS, affirmed=("chest-pain",))
    join(matter, aino, said=said)

    assert again(matter).priority == 2


def test_a_call_joins_no_matter_of_another_client_or_team(matter, aino, sari):
    with pytest.raises(Matter.DoesNotExist):
        join(matter, aino, about=make_client("Otto Öhman"))
    with pytest.raises(Matter.DoesNotExist):
        join(matter, sari)

    assert not Contact.objects.exists()


def test_a_draft_keeps_each_field_and_lets_the_others_be(aino):
    key = uuid4()
    keep_call(draft_uuid=key, given={"words": ["Sel\x00kä"], "none": ["a"]}, by=aino, at=NINE)
    draft = keep_call(draft_uuid=key, given={"none": [], "topic": ["skin"]}, by=aino, at=TEN_PAST)

    assert draft.answers["call"]["raw"] == {"words": ["Selkä"], "none": [], "topic": ["skin"]}
    forget_call(draft_uuid=key, by=aino, at=TEN_PAST)
    forget_call(draft_uuid=key, by=aino, at=TEN_PAST)
    assert not ContactDraft.objects.exists()


def test_anothers_draft_is_not_there(aino, eero):
    key = uuid4()
    keep_call(draft_uuid=key, given={"words": ["Selkä"]}, by=aino, at=NINE)

    with pytest.raises(ContactDraft.DoesNotExist):
        keep_call(draft_uuid=key, given={"words": ["Iho"]}, by=eero, at=NINE)
    forget_call(draft_uuid=key, by=eero, at=NINE)
    assert ContactDraft.objects.get().answers["call"]["raw"]["words"] == ["Selkä"]
