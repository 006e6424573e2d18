"""What has been said and done in a matter, in the order it happened."""

from dataclasses import dataclass, field
from datetime import datetime

from koppi.conversations.queries import letters, letters_after, notes
from koppi.disclosures.queries import receivers_of
from koppi.matters.models import Consultation, Matter
from koppi.matters.queries import matter_events
from koppi.notices.queries import deliveries_by_key
from koppi.people.scope import scope_of

from ..message_words import told as told_words
from ..words import event


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One line: a letter, a note, a question with its answer, or an event. `kind` says which.

    `words` are what somebody wrote as they did what an event tells.
    """

    kind: str
    at: datetime
    who: str = ""
    task: str = ""
    text: str = ""
    words: str = ""
    read_at: datetime | None = None
    told: tuple = ()
    files: tuple = ()
    id: int = 0
    to: str = ""
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    withdrawn: bool = False
    may_answer: bool = False
    may_withdraw: bool = False
    template: str = ""
    template_version: int = 0
    seq: int = 0
    order: int = field(default=0, compare=False)


def talk(matter, *, by):
    """Return letters, notes, questions and events of a matter, oldest first."""
    found = letters(matter, by=by)
    told = deliveries_by_key([f"message-{one.uuid}" for one in found if not one.from_client])
    lines = [_letter(letter, matter, told) for letter in found]
    lines += [
        TalkLine(
            kind="note",
            at=note.written_at,
            who=note.by_name,
            text=note.body,
            id=note.id,
            template=note.template,
            template_version=note.template_version,
            order=2,
        )
        for note in notes(matter, by=by)
    ]
    lines += _questions(matter, by)
    lines += _events(matter)
    return sorted(lines, key=lambda line: (line.at, line.order))


def lines_after(matter, seq, *, by):
    """Return the letters of a matter's own conversation after a number, as lines."""
    return [_letter(letter, matter, {}) for letter in letters_after(matter, seq, by=by)]


def _letter(letter, matter, told):
    return TalkLine(
        kind="theirs" if letter.from_client else "ours",
        at=letter.sent_at,
        who=matter.client.given_name if letter.from_client else letter.by_name,
        task="" if letter.from_client else letter.by_profession,
        text=letter.body,
        read_at=letter.read_at,
        told=tuple(
            (words, row.sent_at)
            for row in told.get(f"message-{letter.uuid}", ())
            if (words := told_words(row))
        ),
        files=letter.files,
        id=letter.id,
        seq=letter.seq,
        order=1,
    )


def _questions(matter, by):
    scope = scope_of(by)
    rows = (
        Consultation.objects.filter(matter__in=Matter.objects.with_joined(matter))
        .select_related("asked_by__professional", "answered_by__professional", "to_person", "to_team")
        .order_by("asked_at", "pk")
    )
    return [_question(row, scope, matter) for row in rows]


def _question(row, scope, matter):
    is_open = row.answered_at is None and row.withdrawn_at is None and row.matter_id == matter.pk
    asked_me = (
        row.to_person_id == scope.professional_id if row.to_person_id else row.to_team_id in scope.team_ids
    )
    mine = row.asked_by_id == scope.user_id
    return TalkLine(
        kind="question",
        at=row.asked_at,
        who=row.asked_by.professional.name,
        to=row.to_person.name if row.to_person else row.to_team.name,
        text=row.question,
        id=row.pk,
        answer=row.answer,
        answered_by=row.answered_by.professional.name if row.answered_by else "",
        answered_at=row.answered_at,
        withdrawn=row.withdrawn_at is not None,
        may_answer=is_open and asked_me and not mine,
        may_withdraw=is_open and mine,
        order=3,
    )


def _events(matter):
    offers = {offer.pk: offer for offer in matter.handovers.all()}
    events = matter_events(matter)
    given = {line.data["disclosure"] for line in events if line.kind == "data.disclosed"}
    receivers = receivers_of(given) if given else {}
    lines = (
        _event(line, offers.get(line.data.get("handover")), receivers.get(line.data.get("disclosure"), ""))
        for line in events
    )
    return [line for line in lines if line is not None]


def _event(line, offer, receiver):
    said = event(
        line.kind, who=line.by_name, to=receiver or line.to_name, data=line.data, ended=line.ended.name
    )
    words = ""
    # While an offer stands, its reason is on top of the page.
    if offer and offer.settled_at:
        words = {"handover.offered": offer.reason, "handover.declined": offer.answer}.get(line.kind, "")
    return TalkLine(kind="event", at=line.at, text=said, words=words) if said else None
