"""What a page asks about a conversation."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from koppi.files.rules import shown_name
from koppi.matters.models import Matter
from koppi.people.models import in_language
from koppi.people.queries import who_are
from koppi.people.scope import scope_of

from .models import Conversation, Draft, InstructionCard, Message, Note, RecordingTemplate, TextModule
from .rules import headings


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that came along."""

    uuid: UUID
    name: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as a page shows it; `by_name` is empty for the client's own."""

    id: int
    seq: int
    from_client: bool
    by_id: int
    by_name: str
    by_profession: str
    body: str
    sent_at: datetime
    read_at: datetime | None
    files: tuple[FileRow, ...] = field(default_factory=tuple)
    uuid: UUID | None = None


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One internal note."""

    id: int
    by_name: str
    body: str
    written_at: datetime
    template: str = ""
    template_version: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text module in one language."""

    code: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """An instruction card as a page shows it, in the reader's language."""

    code: str
    version: int
    title: str
    body: str
    owner: str
    valid_from: datetime


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A recording template in the reader's language: its headings with their hints."""

    code: str
    version: int
    title: str
    headings: list[tuple[str, str]]


def letters(matter, *, by):
    """Return the letters of a matter and of those joined into it, in the order they were sent."""
    if not Matter.objects.visible_to(by).filter(pk=matter.pk).exists():
        raise Matter.DoesNotExist()
    rows = list(
        Message.objects.filter(conversation__matter__in=Matter.objects.with_joined(matter))
        .order_by("sent_at", "pk")
        .prefetch_related("attachments__file")
    )
    writers = who_are({row.written_by_id for row in rows if not row.from_client})
    return [_letter(row, writers, matter.client) for row in rows]


def letters_after(matter, seq, *, by):
    """Return the letters of a matter's own conversation after a number, in order: what an open page lacks."""
    if not Matter.objects.visible_to(by).filter(pk=matter.pk).exists():
        raise Matter.DoesNotExist()
    rows = list(
        Message.objects.filter(conversation__matter=matter, seq__gt=seq)
        .order_by("seq")
        .prefetch_related("attachments__file")
    )
    writers = who_are({row.written_by_id for row in rows if not row.from_client})
    return [_letter(row, writers, matter.client) for row in rows]


def last_seq(matter):
    """Return the number of the last letter in a matter's own conversation, 0 when there is none.

    A reply form carries it, so that a colleague's letter that came meanwhile is noticed.
    """
    found = Conversation.objects.filter(matter=matter).values_list("last_seq", flat=True).first()
    return found or 0


def notes(matter, *, by):
    """Return the internal notes of a matter to a professional, oldest first."""
    if not by.is_professional or not Matter.objects.visible_to(by).filter(pk=matter.pk).exists():
        raise Matter.DoesNotExist()
    rows = list(
        Note.objects.filter(matter__in=Matter.objects.with_joined(matter))
        .select_related("template")
        .order_by("written_at", "pk")
    )
    writers = who_are({row.written_by_id for row in rows})
    return [
        NoteRow(
            row.pk,
            writers[row.written_by_id].name if row.written_by_id in writers else "",
            row.body,
            row.written_at,
            in_language(row.template, "title") if row.template else "",
            row.template.version if row.template else 0,
        )
        for row in rows
    ]


def draft(matter, kind, *, by):
    """Return the user's own draft, or None; nobody else's is ever returned."""
    return Draft.objects.filter(matter=matter, user=by, kind=kind).select_related("template").first()


def text_modules(*, by, language, at):
    """Return the phrases a professional may use at a moment, in a language, by title."""
    teams = scope_of(by).team_ids
    rows = TextModule.objects.in_force(at).filter(Q(team=None) | Q(team_id__in=teams))
    phrases = [
        Phrase(row.code, in_language(row, "title"), in_language(row, "body", language)) for row in rows
    ]
    return sorted(phrases, key=lambda phrase: (phrase.title, phrase.code))


def cards_for(topic, register, at, *, by=None):
    """Return the instruction cards for a topic at a moment, those that name the topic first; one statement.

    :param topic: a topic, or None when nobody has chosen one yet: then only the cards for every topic
    :param register: the register one works in; "" or "advice" has the cards of both
    :param by: who reads; without a reader only what is for every team and profession
    """
    return [
        CardRow(
            code=row.code,
            version=row.version,
            title=in_language(row, "title"),
            body=in_language(row, "body"),
            owner=row.owner.name,
            valid_from=row.valid_from,
        )
        for row in _in_order(InstructionCard.objects.for_work(topic, register, at, by=by))
    ]


def templates_for(topic, register, at, *, by):
    """Return the recording templates for a note about a topic, those that name it first; one statement."""
    return [
        template_row(row) for row in _in_order(RecordingTemplate.objects.for_work(topic, register, at, by=by))
    ]


def template_row(template):
    """Return a version of a recording template as a page shows it."""
    return TemplateRow(
        code=template.code,
        version=template.version,
        title=in_language(template, "title"),
        headings=headings(in_language(template, "body")),
    )


def _in_order(found):
    return sorted(found, key=lambda row: (not row.topics, row.position, row.code))


def _letter(row, writers, client):
    writer = writers.get(row.written_by_id)
    return Letter(
        id=row.pk,
        seq=row.seq,
        from_client=row.from_client,
        by_id=row.written_by_id,
        by_name=writer.name if writer else "",
        by_profession=writer.profession if writer else "",
        body=row.body,
        sent_at=row.sent_at,
        read_at=row.read_at,
        uuid=row.client_uuid,
        files=tuple(
            FileRow(
                link.file.uuid,
                shown_name(link.file.name, link.file.media_type, client.non_disclosure),
                link.file.size,
                link.file.media_type,
            )
            for link in row.attachments.all()
        ),
    )
