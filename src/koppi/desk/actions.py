"""What the desk does that no package below does alone: one transaction each."""

from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from koppi.access.actions import decide_older_looks
from koppi.conversations import actions as conversations
from koppi.deadlines.calendars import day_of
from koppi.intake.actions import note_to_client
from koppi.intake.models import MatterContact
from koppi.matters import actions as matters
from koppi.matters.models import Matter
from koppi.matters.queries import matter_for
from koppi.people import actions as people
from koppi.people.models import Absence
from koppi.ui.times import plain_date

from .models import Look

LOOKING = timedelta(seconds=45)


def look_at(*, matter_id, by, at):
    """Remember that somebody has a matter open just now; called again while they do."""
    Look.objects.bulk_create(
        [Look(matter_id=matter_id, user=by, seen_at=at)],
        update_conflicts=True,
        unique_fields=["matter", "user"],
        update_fields=["seen_at"],
    )


@transaction.atomic
def assess_and_close(*, matter_id, outcome, need, urgency, profession, by, at, without_care=""):
    """Record the care need assessment and close the matter, both or neither.

    :param without_care: why the care that it calls for is not waited for, one of `rules.NO_CARE`
    :raises NotLicensed: the law does not let them assess
    :raises CareMissing: it calls for care, and no reason was given
    """
    matters.assess_matter(
        matter_id=matter_id, need=need, urgency=urgency, profession=profession, by=by, at=at
    )
    matters.close_matter(matter_id=matter_id, outcome=outcome, without_care=without_care, by=by, at=at)


@transaction.atomic
def tell_delay(*, matter_id, why, told, told_on, send, by, at):
    """Record why care begins after its limit, and tell the client in a letter unless they have been told.

    :param told_on: when they were told, when it is not sent now
    :raises NoLimitRuns: no limit for care to begin runs
    """
    delay = matters.record_delay(
        matter_id=matter_id, why=why, told=told, told_on=day_of(at) if send else told_on, by=by, at=at
    )
    if send:
        conversations.leave_word(matter_id=matter_id, body=told, by=by, at=at)
        note_to_client(matter=delay.matter, template="new_message", key=f"delay-{delay.pk}", at=at)
    return delay


@transaction.atomic
def be_absent(*, professional, starts_at, ends_at, substitute, by, at):
    """Note that a professional is away; if it begins now, send their matters on in the same breath.

    An absence that begins later sends the matters on when it begins (`settle_absences`).

    :return: how many matters were sent on
    """
    absence = people.start_absence(
        professional=professional, starts_at=starts_at, ends_at=ends_at, substitute=substitute, by=by, at=at
    )
    if starts_at > at:
        return 0
    sent = matters.send_on(professional=professional, substitute=substitute, by=by, at=at)
    absence.settled_at = at
    absence.save(update_fields=["settled_at"])
    return sent


def settle_absences(*, by, at):
    """Send on the matters of those whose absence has begun; safe to repeat.

    :return: how many absences were settled
    """
    begun = Absence.objects.filter(settled_at=None, starts_at__lte=at, ends_at__gt=at)
    found = list(begun.order_by("starts_at", "pk").values_list("pk", flat=True))
    return sum(_settle(absence_id, by=by, at=at) for absence_id in found)


@transaction.atomic
def _settle(absence_id, *, by, at):
    absences = Absence.objects.select_for_update(of=("self",)).select_related(
        "professional__user", "substitute"
    )
    absence = absences.get(pk=absence_id)
    if absence.settled_at is not None:
        return 0
    matters.send_on(professional=absence.professional, substitute=absence.substitute, by=by, at=at)
    absence.settled_at = at
    absence.save(update_fields=["settled_at"])
    return 1


@transaction.atomic
def release(*, matter_id, why, by, at):
    """Return a matter to its team; what is said of it stays there as a note.

    :param why: for the team, may be empty
    :raises NotYours: somebody else holds it
    :raises NobodyHolds: nobody holds it
    """
    matters.release_matter(matter_id=matter_id, why=why, by=by, at=at)
    if why:
        conversations.write_note(
            matter_id=matter_id, body=why, client_uuid=uuid4(), by=by, at=at, ends_draft=False
        )


@transaction.atomic
def return_all(*, by, at):
    """Give back to their teams everything one holds; return how many.

    Offers that wait for an answer are withdrawn with them.
    """
    held = list(Matter.objects.open().filter(caught_by=by).order_by("pk").values_list("pk", flat=True))
    for matter_id in held:
        matters.release_matter(matter_id=matter_id, why="", by=by, at=at)
    return len(held)


@transaction.atomic
def join_duplicates(*, matter_id, other_reference, by, at):
    """Join two matters about the same thing: the newer into the older, whichever was open on the page.

    :return: the older one, which goes on
    """
    one = Matter.objects.in_care_of(by).get(pk=matter_id)
    other = matter_for(other_reference, by=by)
    older, newer = sorted((one, other), key=lambda matter: matter.pk)
    matters.join_matters(newer_id=newer.pk, older_id=older.pk, by=by, at=at)
    _link_contacts(newer, older, how=MatterContact.How.JOINED)
    return older


@transaction.atomic
def correct_client(*, matter_id, client, reason, by, at):
    """Continue a matter that was about the wrong person under the right one, and what was said with it.

    :return: the new matter
    """
    old = Matter.objects.in_care_of(by).get(pk=matter_id)
    new = matters.correct_client(matter_id=matter_id, client=client, reason=reason, by=by, at=at)
    _link_contacts(old, new, how=MatterContact.How.CORRECTED)
    return new


def _link_contacts(source, target, *, how):
    contacts = MatterContact.objects.filter(matter=source).order_by("pk").values_list("contact_id", flat=True)
    MatterContact.objects.bulk_create(
        [MatterContact(matter=target, contact_id=contact, how=how) for contact in contacts],
        ignore_conflicts=True,
    )


@transaction.atomic
def decide_older(*, request_id, granted, answer, key, by, at):
    """Decide a client's request for lines of the log older than two years, and tell the client by a letter.

    A refusal goes with its reasons and with how to appeal (703/2023 11 §).

    :raises OlderLooks.DoesNotExist: somebody has decided it already
    """
    request = decide_older_looks(request_id=request_id, granted=granted, answer=answer, by=by, at=at)
    matter = Matter.objects.visible_to(by).get(pk=request.matter_id)
    with translation.override(matter.language):
        body = _granted_letter(request, matter) if granted else _refused_letter(answer)
    conversations.reply(matter_id=matter.pk, body=body, client_uuid=key, by=by, at=at)
    return request


def _granted_letter(request, matter):
    day = plain_date(request.open_until, matter.language)
    said = _(
        "You asked for the lines of the log that are older than two years. You see them now on the page "
        "“Who has looked at my data”. They show until %(day)s."
    ) % {"day": day}
    return f"{said}\n\n{request.answer}" if request.answer else said


def _refused_letter(answer):
    return _(
        "You asked for the lines of the log that are older than two years. We do not give them, because "
        "the law (703/2023, 11 §) asks for a special reason.\n\nThe reasons: %(answer)s\n\n"
        "If you think this is wrong, you can ask the Data Protection Ombudsman to look into it: "
        "tietosuoja.fi."
    ) % {"answer": answer}
