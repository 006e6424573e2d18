"""What is said by phone or at the counter: kept while it is written down, then answered, left or joined."""

from dataclasses import dataclass, replace

from django.db import transaction

from koppi.matters.actions import assess_matter, catch_matter, close_matter, mark_answered
from koppi.matters.models import Matter
from koppi.matters.rules import CARE_GIVEN
from koppi.people.scope import scope_of
from koppi.ui.text import clean

from . import rules
from .actions import locked_draft, receive_contact, start_draft
from .advising import receive_advice
from .errors import NothingOfYours
from .models import Caller, ContactDraft

CALL = "call"  # the one step of a call's draft

# What comes of a call: it is answered and closes, by what is counted as one of these outcomes, or it goes on.
ANSWERED = ("solved", "own_care", "guided")
TAKE, LEAVE, CALL_BACK, BOOK = "take", "leave", "call_back", "book"
GOES_ON = (TAKE, LEAVE, CALL_BACK, BOOK)


@dataclass(frozen=True, slots=True)
class Somebody:
    """Who called on the client's behalf.

    :param mandate_id: the mandate that we know of, or None
    """

    name: str
    relation: str = ""
    mandate_id: int | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a professional judged during a call.

    :param urgency: `Matter.Urgency`, or None when it was not judged
    :param need: the care need in the assessment's words; empty: it is not assessed here
    :param without_assessment: why it is not assessed, one of `matters.rules.NO_ASSESSMENT`
    """

    urgency: int | None = None
    need: str = ""
    profession: str = ""
    without_assessment: str = ""


# The draft


@transaction.atomic
def keep_call(*, draft_uuid, given, by, at):
    """Keep what has been typed of a call: the given fields replace their former values, the rest stays.

    :param given: fields as lists by name, however wrong they are
    :raises ContactDraft.DoesNotExist: the uuid is somebody else's draft
    """
    start_draft(by=by, at=at, uuid=draft_uuid)
    draft = locked_draft(draft_uuid, by)
    typed = {name: [clean(value)[: rules.LONGEST_STEP] for value in values] for name, values in given.items()}
    raw = {**(rules.raw_of(draft.answers, CALL) or {}), **typed}
    draft.answers = rules.written(draft.answers, CALL, raw=raw, data=None, tab="")
    draft.version += 1
    draft.updated_at = at
    draft.save(update_fields=["answers", "version", "updated_at"])
    return draft


@transaction.atomic
def forget_call(*, draft_uuid, by, at):
    """Throw away what was typed of a call; one that is not there any more is no trouble."""
    ContactDraft.objects.filter(uuid=draft_uuid, user=by, submitted_at=None).delete()


# The call


@transaction.atomic
def take_call(*, said, key, channel, identified, end, by, at, judged=Judged(), caller=None):
    """Write down a call and what came of it, all in one transaction; the same key again changes nothing.

    What is answered or goes on with whoever took the call is theirs: they hold it, in a team of theirs. What
    is left goes to the topic's team, on top of its list when the client affirmed a warning statement. What
    the topic touches in the other register goes to that register's team, and is not theirs to see.

    The contact that is returned knows the matters that it opened just now (`opened`), and the one that they
    hold or held (`theirs`, or None); the same call again knows neither.

    :param said: the whole contact (`actions.Said`)
    :param identified: one of `Contact.Identified`
    :param end: one of `GOES_ON`, or the code of a reason to close it
    :param judged: urgency and assessment (`Judged`)
    :param caller: who called, when it was not the client (`Somebody`)
    :raises NotLicensed: the need was assessed by somebody whom the law does not let assess
    :raises AssessmentMissing: it closes without an assessment, and no reason was given (1326/2010 51 §)
    :raises NothingOfYours: it is to be answered by somebody in whose register the topic is not
    :raises KeyReused: the key was used before with another body
    """
    registers = scope_of(by).registers
    assesses = bool(judged.need) and end != LEAVE
    # The client's own statement leads until a person has judged: whoever only writes it down has not.
    unsigned = assesses or (said.affirmed and end == LEAVE)
    contact = receive_contact(
        said=said,
        key=key,
        channel=channel,
        body=_body(said, end, judged, caller),
        for_other=caller is not None,
        identified=identified,
        urgency=None if unsigned else judged.urgency,
        here=end != LEAVE,
        by=by,
        at=at,
    )
    if not hasattr(contact, "opened"):
        return contact
    _note_caller(contact, caller)
    contact.theirs = next((matter for matter in contact.opened if matter.register in registers), None)
    if end != LEAVE:
        _answer_for(contact.theirs, end, judged, assesses, by=by, at=at)
    return contact


def _answer_for(matter, end, judged, assesses, *, by, at):
    """Catch a matter that was opened just now, assess it if that was done, and close it if it is answered."""
    if matter is None:
        raise NothingOfYours()
    if assesses:
        assess_matter(
            matter_id=matter.pk,
            need=judged.need,
            urgency=judged.urgency,
            profession=judged.profession,
            by=by,
            at=at,
        )
    if end in GOES_ON:
        catch_matter(matter_id=matter.pk, by=by, at=at)
    else:
        close_matter(
            matter_id=matter.pk,
            outcome=end,
            without_assessment=judged.without_assessment,
            # What is answered on the spot was the care.
            without_care=CARE_GIVEN,
            by=by,
            at=at,
        )


@transaction.atomic
def join_call(*, said, matter_id, key, channel, identified, by, at, caller=None):
    """Write a call into an open matter of the same client, in place of opening another one (OHJ-8).

    It is news from the client: the matter wakes, an answer is due, its holder is told; an affirmed statement
    puts it on top. Whoever holds it themselves has answered by talking.

    :param said: the whole contact; its topic and registers are the matter's
    :raises Matter.DoesNotExist: it is not there, not theirs, closed, or another client's
    :raises KeyReused: the key was used before with another body
    """
    matter = Matter.objects.in_care_of(by).open().select_related("topic").get(pk=matter_id)
    if matter.client_id not in _rows_of(said.about):
        raise Matter.DoesNotExist
    said = replace(said, about=matter.client, topic=matter.topic, registers=())
    contact = receive_contact(
        said=said,
        key=key,
        channel=channel,
        body=_body(said, "join", Judged(), caller),
        for_other=caller is not None,
        identified=identified,
        joins=matter.pk,
        by=by,
        at=at,
    )
    if not hasattr(contact, "opened"):
        return contact
    _note_caller(contact, caller)
    (contact.theirs,) = contact.opened
    if contact.theirs.caught_by_id == by.pk:
        mark_answered(matter_id=contact.theirs.pk, by=by, at=at)
    return contact


@transaction.atomic
def take_advice(*, topic, words, affirmed, language, key, channel, end, by, at):
    """Write down what somebody asks who does not say who they are; the same key again changes nothing.

    Answered on the spot it closes as the giver's; left, it waits for a team. Identified later, it goes on as
    a matter of the client's (`advising.identify_client`).

    :param end: `LEAVE`, or the code of a reason to close it
    :raises NamesSomebody: there is something like an identity code in the words
    :raises KeyReused: the key was used before with another body
    """
    contact = receive_advice(
        key=key,
        channel=channel,
        topic=topic,
        words=words,
        affirmed=affirmed,
        language=language,
        outcome="" if end == LEAVE else end,
        by=by,
        at=at,
    )
    if hasattr(contact, "opened"):
        (contact.theirs,) = contact.opened
    return contact


def _note_caller(contact, caller):
    if caller is not None:
        Caller.objects.create(
            contact=contact, name=caller.name, relation=caller.relation, mandate_id=caller.mandate_id
        )


def _rows_of(client):
    """Return the ids of all rows of a human."""
    return set(type(client).objects.filter(person_id=client.person_id).values_list("pk", flat=True))


def _body(said, end, judged, caller):
    """Return what makes a call the same one when it is sent again."""
    return {
        "about": str(said.about.uuid),
        "topic": said.topic.code,
        "words": said.words,
        "affirmed": sorted(said.affirmed),
        "end": end,
        "urgency": judged.urgency,
        "need": judged.need,
        "caller": caller.name if caller else "",
    }
