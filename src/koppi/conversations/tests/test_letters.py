"""Letters are sent once, land where they belong, and a colleague's is not overlooked."""

import pytest
import uuid6

from koppi.conversations.actions import (
    LONGEST,
    discard_draft,
    mark_read,
    reply,
    save_draft,
    write_letter,
    write_note,
)
from koppi.conversations.errors import (
    ClientWrote,
    KeyReused,
    NothingWritten,
    OtherWindow,
    SomebodyReplied,
    TooLong,
)
from koppi.conversations.models import Draft, Message, Note
from koppi.conversations.queries import draft, last_seq, letters, notes
from koppi.matters.actions import catch_matter, close_matter, join_matters, wait_for
from koppi.matters.errors import AlreadyClosed, NotAllowed
from koppi.matters.models import Matter
from koppi.matters.tests.factories import (
    HOUR,
    MINUTE,
    NINE,
    events,
    make_client,
    make_matter,
    resident_of,
    running,
    told,
)


def write(matter, by, body="Kuume nousi.", at=NINE + HOUR, key=None, **more):
    """Send a client's letter."""
    return write_letter(
        matter_id=matter.pk, body=body, client_uuid=key or uuid6.uuid7(), by=by, at=at, **more
    )


def answer(matter, by, body="Hei! Soitan sinulle.", at=NINE + HOUR, key=None, **more):
    """Send a professional's letter."""
    return reply(matter_id=matter.pk, body=body, client_uuid=key or uuid6.uuid7(), by=by, at=at, **more)


def note(matter, by, body="Soitettava ennen kahta.", at=NINE + HOUR, key=None):
    """Write an internal note."""
    return write_note(matter_id=matter.pk, body=body, client_uuid=key or uuid6.uuid7(), by=by, at=at)


def test_letters_are_numbered_in_the_order_they_came(matter, resident, aino):
    write(matter, resident, "yksi")
    answer(matter, aino, "kaksi", at=NINE + 2 * HOUR)
    write(matter, resident, "kolme", at=NINE + 3 * HOUR)

    assert [(letter.seq, letter.body, letter.by_name) for letter in letters(matter, by=aino)] == [
        (1, "yksi", ""),
        (2, "kaksi", "Aino Koski"),
        (3, "kolme", ""),
    ]
    assert last_seq(matter) == 3


def test_the_same_letter_twice_is_one_letter(matter, resident):
    key = uuid6.uuid7()

    first = write(matter, resident, key=key)
    second = write(matter, resident, key=key, at=NINE + 2 * HOUR)

    assert first == second
    assert Message.objects.count() == 1
    assert events(matter) == ["matter.opened", "client.wrote"]


def test_the_same_reply_twice_is_one_reply(matter, aino):
    key = uuid6.uuid7()

    assert answer(matter, aino, key=key) == answer(matter, aino, key=key)
    assert events(matter) == ["matter.opened", "matter.caught", "matter.answered"]


def test_a_reply_sent_again_after_the_matter_closed_is_still_that_reply(matter, aino):
    key = uuid6.uuid7()
    first = answer(matter, aino, key=key)
    close_matter(matter_id=matter.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)

    assert answer(matter, aino, key=key) == first


@pytest.mark.parametrize("send", [write, answer, note])
def test_another_text_under_the_same_key_is_refused(send, matter, resident, aino):
    key, by = uuid6.uuid7(), resident if send is write else aino
    send(matter, by, key=key)
    before = events(matter)

    with pytest.raises(KeyReused):
        send(matter, by, "Jotain muuta.", key=key)

    assert events(matter) == before


@pytest.mark.parametrize("send", [write, answer, note])
def test_a_key_of_one_matter_does_not_work_in_another(send, matter, topic, maria, resident, aino):
    other, key, by = make_matter(topic, maria), uuid6.uuid7(), resident if send is write else aino
    send(matter, by, key=key)

    with pytest.raises(KeyReused):
        send(other, by, key=key)


def test_somebody_elses_key_is_refused(matter, aino, eero):
    key = uuid6.uuid7()
    answer(matter, aino, key=key)

    with pytest.raises(KeyReused):
        answer(matter, eero, key=key)


@pytest.mark.parametrize("send", [write, answer, note])
def test_nothing_is_not_sent_and_too_much_says_how_much(send, matter, resident, aino):
    by = resident if send is write else aino

    with pytest.raises(NothingWritten):
        send(matter, by, " \n ")
    with pytest.raises(TooLong, match="10001"):
        send(matter, by, "å" * (LONGEST + 1))

    send(matter, by, "å" * LONGEST)


def test_a_letter_wakes_a_waiting_matter_and_an_answer_is_due(matter, aino, resident, again):
    answer(matter, aino)
    wait_for(matter_id=matter.pk, waiting_for="client", by=aino, at=NINE + HOUR)

    write(matter, resident, at=NINE + 2 * HOUR)

    now = again(matter)
    assert (now.state, now.waiting_for, now.client_wrote_at) == ("open", "", NINE + 2 * HOUR)
    assert running(matter) == ["H1", "P1"]
    assert told(aino) == ["client.wrote"]


def test_a_letter_opens_a_closed_matter(matter, aino, resident, again):
    close_matter(matter_id=matter.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)

    write(matter, resident)

    now = again(matter)
    assert (now.state, now.catch_id, now.meant_for) == ("open", None, aino.professional)
    assert running(matter) == ["P1"]


def test_a_reply_catches_what_nobody_holds_and_keeps_the_promise(matter, aino, again):
    answer(matter, aino)

    now = again(matter)
    assert (now.caught_by, now.client_wrote_at) == (aino, None)
    assert running(matter) == ["H1"]


def test_a_reply_to_a_colleagues_matter_leaves_it_with_the_colleague_who_is_told(matter, aino, eero, again):
    catch_matter(matter_id=matter.pk, by=aino, at=NINE)

    answer(matter, eero)

    assert again(matter).caught_by == aino
    assert told(aino) == ["matter.answered"]


def test_a_closed_matter_is_not_replied_to(matter, aino):
    close_matter(matter_id=matter.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)

    with pytest.raises(AlreadyClosed):
        answer(matter, aino)

    assert not Message.objects.exists()


def test_whoever_did_not_see_a_colleagues_letter_reads_it_first(matter, resident, aino, eero):
    write(matter, resident)
    answer(matter, aino)
    before = events(matter)

    with pytest.raises(SomebodyReplied, match="Aino Koski") as refusal:
        answer(matter, eero, seen_seq=1)

    assert refusal.value.seq == 2
    assert events(matter) == before
    answer(matter, eero, seen_seq=2)


def test_a_letter_that_nobody_has_read_does_not_count_as_answered(matter, resident, aino, again):
    write(matter, resident)
    before = events(matter)

    with pytest.raises(ClientWrote) as refusal:
        answer(matter, aino, seen_seq=0)

    assert refusal.value.seq == 1
    assert events(matter) == before
    assert again(matter).client_wrote_at
    answer(matter, aino, seen_seq=1)


def test_ones_own_letters_hold_nobody_up(matter, aino):
    answer(matter, aino, seen_seq=0)

    answer(matter, aino, "Ja vielä.", seen_seq=0)

    assert last_seq(matter) == 2


@pytest.mark.parametrize("send", [write, answer])
def test_the_same_words_again_from_a_page_one_went_back_to_are_one_letter(send, matter, resident, aino):
    by = resident if send is write else aino
    first = send(matter, by)
    before = events(matter)

    assert send(matter, by, at=NINE + HOUR + 10 * MINUTE) == first
    assert events(matter) == before


def test_the_same_words_to_a_matter_that_was_closed_open_it_again(matter, resident, aino, again):
    write(matter, resident)
    close_matter(matter_id=matter.pk, outcome="solved", without_assessment="not_reached", by=aino, at=NINE)

    write(matter, resident)

    assert again(matter).state == Matter.State.OPEN
    assert last_seq(matter) == 2


@pytest.mark.parametrize("send", [write, answer])
def test_the_same_words_later_or_after_an_answer_are_a_new_letter(send, matter, resident, aino):
    by, other, back = (resident, aino, answer) if send is write else (aino, resident, write)
    send(matter, by)
    send(matter, by, at=NINE + HOUR + 11 * MINUTE)
    back(matter, other, at=NINE + HOUR + 12 * MINUTE)
    send(matter, by, at=NINE + HOUR + 13 * MINUTE)

    assert last_seq(matter) == 4


def test_without_a_number_nobody_is_asked(matter, aino, eero):
    answer(matter, aino)

    assert answer(matter, eero).seq == 2


def test_letters_to_a_joined_matter_land_in_the_older_one(matter, topic, maria, aino, eero, resident):
    newer, newest = make_matter(topic, maria), make_matter(topic, maria)
    write(newest, resident, "ensin", at=NINE + MINUTE)
    join_matters(newer_id=newest.pk, older_id=newer.pk, by=aino, at=NINE + HOUR)
    join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE + HOUR)

    late = write(newest, resident, "myöhään", at=NINE + 2 * HOUR)
    late_reply = answer(newer, eero, "myöhäinen vastaus", at=NINE + 3 * HOUR)

    assert late.conversation.matter == late_reply.conversation.matter == matter
    assert [letter.body for letter in letters(matter, by=aino)] == ["ensin", "myöhään", "myöhäinen vastaus"]


def test_a_letter_sent_again_after_a_join_is_still_that_letter(matter, topic, maria, aino, resident):
    newer, key = make_matter(topic, maria), uuid6.uuid7()
    first = write(newer, resident, key=key)
    join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE + 2 * HOUR)

    assert write(newer, resident, key=key, at=NINE + 3 * HOUR) == first


def test_a_late_writers_draft_of_a_joined_matter_stays(matter, topic, maria, aino, eero):
    newer = make_matter(topic, maria)
    save_draft(matter_id=newer.pk, kind="reply", body="Kirjoitan vielä", by=eero, at=NINE)

    join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE)

    assert draft(newer, "reply", by=eero).body == "Kirjoitan vielä"


def test_a_note_is_never_among_the_letters(matter, aino, resident):
    note(matter, aino, "Vain meille.")

    assert letters(matter, by=resident) == letters(matter, by=aino) == []
    assert [line.body for line in notes(matter, by=aino)] == ["Vain meille."]


def test_a_note_moves_no_clock_and_catches_nothing(matter, aino, again):
    before = again(matter)

    note(matter, aino)

    now = again(matter)
    assert (now.due_at, now.catch_id, now.client_wrote_at) == (before.due_at, None, before.client_wrote_at)
    assert running(matter) == ["H1", "P1"]
    assert events(matter) == ["matter.opened", "matter.noted"]


def test_a_note_sent_twice_is_one_note(matter, aino):
    key = uuid6.uuid7()

    assert note(matter, aino, key=key) == note(matter, aino, key=key)
    assert Note.objects.count() == 1
    assert events(matter) == ["matter.opened", "matter.noted"]


def test_the_client_neither_reads_nor_writes_notes(matter, resident):
    with pytest.raises(NotAllowed):
        note(matter, resident)
    with pytest.raises(Matter.DoesNotExist):
        notes(matter, by=resident)


def test_only_the_client_writes_as_the_client_and_only_we_reply(matter, resident, aino):
    with pytest.raises(NotAllowed):
        write(matter, aino)
    with pytest.raises(NotAllowed):
        answer(matter, resident)

    assert events(matter) == ["matter.opened"]


@pytest.mark.parametrize("send", [write, answer, note])
def test_somebody_elses_matter_is_not_there(send, matter, olli):
    stranger = resident_of(make_client("Kalle Berg")) if send is write else olli

    with pytest.raises(Matter.DoesNotExist):
        send(matter, stranger)
    with pytest.raises(Matter.DoesNotExist):
        letters(matter, by=stranger)
    with pytest.raises(Matter.DoesNotExist):
        save_draft(matter_id=matter.pk, kind="reply", body="x", by=stranger, at=NINE)


def test_nobody_sees_changes_or_ends_anothers_draft(matter, aino, eero, lea, resident):
    save_draft(matter_id=matter.pk, kind="reply", body="Aino kirjoittaa", by=aino, at=NINE)

    save_draft(matter_id=matter.pk, kind="reply", body="Eero kirjoittaa", by=eero, at=NINE)
    discard_draft(matter_id=matter.pk, kind="reply", by=lea, at=NINE)
    answer(matter, eero)

    assert draft(matter, "reply", by=aino).body == "Aino kirjoittaa"
    assert draft(matter, "reply", by=eero) is None
    assert draft(matter, "reply", by=lea) is draft(matter, "reply", by=resident) is None


def test_a_draft_keeps_its_key_so_that_it_is_sent_once(matter, aino):
    first = save_draft(matter_id=matter.pk, kind="note", body="a", by=aino, at=NINE)
    second = save_draft(matter_id=matter.pk, kind="note", body="ab", by=aino, at=NINE + MINUTE)

    assert (second.client_uuid, second.body) == (first.client_uuid, "ab")
    assert save_draft(matter_id=matter.pk, kind="note", body=" ", by=aino, at=NINE) is None
    assert not Draft.objects.exists()


def test_a_window_that_has_not_seen_the_draft_does_not_overwrite_it(matter, aino, eero):
    def save(body, seen, by=aino, at=NINE):
        return save_draft(matter_id=matter.pk, kind="reply", body=body, seen=seen, by=by, at=at)

    first = save("a", "")
    second = save("ab", first.mark, at=NINE + MINUTE)

    with pytest.raises(OtherWindow):
        save("toisin", first.mark)
    with pytest.raises(OtherWindow):
        save("", "")
    assert draft(matter, "reply", by=aino).body == "ab"
    assert save("ab", "").body == "ab"
    assert save("eeron", second.mark, by=eero).body == "eeron"


def test_a_window_goes_on_with_what_it_saved_itself_though_the_answer_never_came(matter, aino):
    def save(body, tab, at):
        return save_draft(matter_id=matter.pk, kind="reply", body=body, seen="", tab=tab, by=aino, at=at)

    save("a", "one", NINE)
    save("ab", "one", NINE + MINUTE)

    with pytest.raises(OtherWindow):
        save("toisin", "another", NINE + MINUTE)
    with pytest.raises(OtherWindow):
        save("toisin", "", NINE + MINUTE)
    assert draft(matter, "reply", by=aino).body == "ab"


def test_a_side_reads_the_letters_of_the_other(matter, topic, maria, aino, resident):
    newer = make_matter(topic, maria)
    write(newer, resident, "liitetty")
    join_matters(newer_id=newer.pk, older_id=matter.pk, by=aino, at=NINE)
    write(matter, resident)
    answer(matter, aino, at=NINE + 2 * HOUR)

    mark_read(matter=matter, by=aino, at=NINE + 3 * HOUR)

    read = [(letter.from_client, letter.read_at is not None) for letter in letters(matter, by=aino)]
    assert sorted(read) == [(False, False), (True, True), (True, True)]
    mark_read(matter=matter, by=resident, at=NINE + 4 * HOUR)
    assert all(letter.read_at for letter in letters(matter, by=aino))
