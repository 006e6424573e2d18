"""Notices inside Koppi, and the words of what leaves it."""

from datetime import timedelta

import pytest
from django.db import transaction

from koppi.notices import actions
from koppi.notices.models import Notice
from koppi.notices.queries import unseen, unseen_count
from koppi.notices.rules import TEMPLATES, UnknownTemplate
from koppi.notices.texts import text_of
from koppi.people.tests.factories import NINE, make_professional

from .factories import queue

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


# Inside


def test_each_is_told_once_and_sees_the_newest_first():
    liisa, petri = make_professional("Liisa Koski").user, make_professional("Petri Virtanen").user

    assert actions.tell([liisa, liisa, petri], "handover.offered", at=NINE, reference="K7Q2MX") == 2
    actions.tell([liisa], "matters.returned", at=NINE + MINUTE, count=3)

    assert [(row.kind, row.data) for row in unseen(liisa)] == [
        ("matters.returned", {"count": 3}),
        ("handover.offered", {}),
    ]
    assert unseen_count(petri) == 1


def test_telling_nobody_is_nothing():
    assert actions.tell([], "matters.returned", at=NINE) == 0


def test_one_sees_ones_own_notices_only_and_once():
    liisa, petri = make_professional("Liisa Koski").user, make_professional("Petri Virtanen").user
    actions.tell([liisa, petri], "a", at=NINE, reference="K7Q2MX")
    actions.tell([liisa], "b", at=NINE, reference="AAAAAA")
    others = unseen(petri)[0].id

    assert actions.mark_seen(by=liisa, at=NINE, notice_ids=[others]) == 0
    assert actions.mark_seen(by=liisa, at=NINE, reference="K7Q2MX") == 1
    assert actions.mark_seen(by=liisa, at=NINE) == 1
    assert actions.mark_seen(by=liisa, at=NINE) == 0
    assert unseen(liisa) == [] and len(unseen(petri)) == 1


def test_what_is_rolled_back_tells_nobody():
    liisa = make_professional("Liisa Koski").user
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.tell([liisa], "a", at=NINE)
        raise ZeroDivisionError

    assert not Notice.objects.exists()


# Outside


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_words_are_the_readers_own_and_tell_nothing(template):
    texts = {text_of(template, language).body for language in ("fi", "sv", "en")}

    assert len(texts) == 3
    assert all(len(text) < 160 for text in texts)


def test_a_message_without_words_is_refused_when_queued():
    with pytest.raises(UnknownTemplate):
        queue(template="lab_results")
