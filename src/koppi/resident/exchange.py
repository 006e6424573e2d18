"""The exchange of a matter as its client sees it: letters both ways, first words, what happened between."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from koppi.conversations.queries import letters, letters_after
from koppi.conversations.rules import split_answers
from koppi.intake.queries import affirmed_of, contacts_of_matter, files_of_contact, worsenings_of
from koppi.matters.models import Matter
from koppi.matters.queries import EventLine

from . import rules, words


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in the exchange, as `koppi/_letters.html` draws it."""

    kind: str
    at: datetime
    text: str
    who: str = ""
    task: str = ""
    read_at: datetime | None = None
    icon: str = ""
    files: list = field(default_factory=list)
    id: str = ""
    says: tuple = ()
    asked: int = 0
    answers: tuple = ()
    may_answer: bool = False


def exchange_of(matter, by, file_url):
    """Return what was said in a matter, both ways: a copy that its client keeps."""
    entries = _own_words(matter, by, file_url) + _worse(matter, by)
    entries += [_letter(letter, matter, by, file_url) for letter in letters(matter, by=by)]
    return sorted(entries, key=lambda entry: entry.at)


def with_events(matter, events, holder, by, file_url):
    """Return what was said in a matter and what happened to it, in order."""
    entries = last_may_ask(exchange_of(matter, by, file_url), matter)
    entries += [entry for event in events if (entry := _event(event, holder))]
    return sorted(entries, key=lambda entry: entry.at)


def entries_after(matter, seq, by, file_url):
    """Return the letters of a matter after a number, for a page that is open, and the number of the last."""
    found = letters_after(matter, seq, by=by)
    entries = last_may_ask([_letter(one, matter, by, file_url) for one in found], matter)
    return entries, found[-1].seq if found else seq


def last_may_ask(entries, matter):
    """Return entries whose last one can be answered by a press, if it offers answers in an open matter."""
    if entries and entries[-1].answers and matter.state != Matter.State.CLOSED:
        return [*entries[:-1], replace(entries[-1], may_answer=True)]
    return entries


def _letter(letter, matter, by, file_url):
    text, answers = (letter.body, ()) if letter.from_client else split_answers(letter.body)
    return Entry(
        kind="mine" if letter.from_client else "theirs",
        at=letter.sent_at,
        text=text,
        asked=letter.id,
        answers=answers,
        who=_writer(letter.by_id, by, matter) if letter.from_client else letter.by_name,
        task=letter.by_profession,
        read_at=letter.read_at if letter.from_client else None,
        files=[{"name": f.name, "size": f.size, "url": file_url(f.uuid)} for f in letter.files],
        id=f"letter-{letter.id}",
    )


def _own_words(matter, by, file_url):
    return [
        Entry(
            kind="mine",
            at=contact.received_at,
            text=contact.words,
            who=_taken(contact) or _writer(contact.sent_by_id, by, matter),
            files=[
                {"name": one.name, "size": one.size, "url": file_url(one.uuid)}
                for one in files_of_contact(contact)
            ],
            id=f"contact-{contact.pk}",
            says=tuple(statement.text for statement in affirmed_of(contact)),
        )
        for contact in contacts_of_matter(matter)
    ]


def _worse(matter, by):
    return [
        Entry(
            kind="mine",
            at=told.at,
            text=told.words or _("It got worse."),
            who=_writer(told.by_id, by, matter),
            id=f"worse-{told.pk}",
            says=tuple(statement.text for statement in affirmed_of(told)),
        )
        for told in worsenings_of(matter)
    ]


def _taken(contact):
    """Return how a contact came that we wrote down ourselves, or nothing."""
    return str(words.TAKEN[contact.channel]) if contact.identified else ""


def _writer(user_id, by, matter):
    """Return who wrote on the client's side: "You" when it was oneself."""
    if user_id == by.pk:
        return _("You")
    if matter.client.person_id == by.person_id:
        return _("Somebody who may act for you")
    return matter.client.name


def _event(event: EventLine, holder):
    if event.kind not in rules.TOLD:
        return None
    text = words.happening(event, holder)
    return Entry(kind="event", at=event.at, text=text, icon=rules.TOLD[event.kind]) if text else None
