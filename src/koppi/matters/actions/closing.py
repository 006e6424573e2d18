from django.db import connection, transaction

from koppi.access.lending import end_crossings_from
from koppi.access.second_lock import whole_house
from koppi.notices import actions as notices
from koppi.people.queries import professional_of

from ..errors import (
    AssessmentMissing,
    CareMissing,
    ContinuesElsewhere,
    NotAllowed,
    NotClosed,
    WayToCloseGone,
)
from ..models import Catch, Clock, ClosingReason, Matter
from ..rules import ADVICE_ENDS, ANSWER, ASSESS, CARE, CARE_GIVEN, ENDED_BY_PEOPLE, NO_ASSESSMENT, NO_CARE
from ._clocks import answered, end, meet, running, settle, start, wake
from ._hands import check_open, hold, let_go, lock, record, store, withdraw_offer
from .asking import withdraw
from .caring import has_care_to_begin
from .opening import open_route, who_is_there

OPEN_TALK = """
    select exists (select from matters_handover where matter_id = %s and settled_at is null)
        or exists (select from matters_consultation
                    where matter_id = %s and answered_at is null and withdrawn_at is null)
        or exists (select from access_crossing where from_matter_id = %s and ended_at is null)"""


@transaction.atomic
def close_matter(*, matter_id, outcome, by, at, without_assessment="", without_care=""):
    """Close a matter with an outcome; each of its clocks is met or ended with a reason in the same breath.

    Closing answers the client, who sees the outcome at once, and is a person's judgement: the client's
    warning no longer leads. Offers and questions that nobody has settled are withdrawn.

    :param outcome: the code of a closing reason: an outcome's own, or one of the county's under an outcome
    :param without_assessment: why the care need was not assessed, one of `rules.NO_ASSESSMENT`
    :param without_care: why the care that was called for is not waited for, one of `rules.NO_CARE`: the
        client had it in this conversation, or does without
    :raises NotAllowed: a matter does not end so, or advice does not
    :raises AssessmentMissing: the assessment clock runs and no reason was given (1326/2010 51 §)
    :raises CareMissing: care must begin by a limit and no reason was given (1326/2010 51 a and 51 b §)
    :raises NotYours: somebody else holds it
    :raises WayToCloseGone: the county does not offer it any more, or not in this register
    """
    matter = lock(matter_id, by)
    reason = _reason(outcome, at)
    outcome = reason.outcome if reason else outcome
    if outcome not in ENDED_BY_PEOPLE:
        raise NotAllowed()
    if matter.is_advice and outcome not in ADVICE_ENDS:
        raise NotAllowed()
    if reason and not (reason.offered and reason.registers in (matter.works_in, "both")):
        raise WayToCloseGone()
    hold(matter, by=by, at=at)
    if any(clock.rule == ASSESS for clock in running(matter)):
        if without_assessment not in NO_ASSESSMENT:
            raise AssessmentMissing()
        end(matter, [ASSESS], Clock.Ended.NO_ASSESSMENT_NEEDED, at=at)
    if has_care_to_begin(matter):
        if without_care not in NO_CARE:
            raise CareMissing()
        if without_care == CARE_GIVEN:
            meet(matter, CARE, at=at)
        else:
            end(matter, CARE, Clock.Ended(without_care), at=at)
    answered(matter, at=at)
    matter.warned_at = None
    finish(matter, outcome=outcome, reason=reason, ended=Clock.Ended.CLOSED, by=by, at=at)
    record(
        matter,
        "matter.closed",
        by=by,
        at=at,
        outcome=outcome,
        without_assessment=without_assessment,
        without_care=without_care,
        **({"reason": reason.code, "reason_version": reason.version} if reason else {}),
    )
    store(matter)


@transaction.atomic
def cancel_matter(*, matter_id, by, at):
    """Close a matter because its client no longer needs it; writing opens it again.

    :raises AlreadyClosed: it is closed
    :raises NotAllowed: the user is not a resident
    """
    matter = lock(matter_id, by)
    if not by.is_resident:
        raise NotAllowed()
    check_open(matter)
    holder = matter.caught_by
    finish(matter, outcome=Matter.Outcome.CANCELLED, ended=Clock.Ended.CANCELLED, by=by, at=at)
    matter.client_wrote_at = None
    record(matter, "matter.cancelled", by=by, at=at)
    store(matter)
    if holder:
        notices.tell([holder], "matter.cancelled", at=at, reference=matter.reference)


@transaction.atomic
def reopen_matter(*, matter_id, by, at):
    """Open a closed matter again; whoever opens it holds it.

    :raises NotClosed: it is open
    :raises ContinuesElsewhere: it goes on as another matter
    """
    matter = lock(matter_id, by)
    if matter.state != Matter.State.CLOSED:
        raise NotClosed()
    check_ends_here(matter)
    open_again(matter, by=by, at=at)
    settle(matter, at=at)
    hold(matter, by=by, at=at)
    store(matter)


def _reason(code, at):
    """Return the version of a closing reason in force, or None where the county has none."""
    return ClosingReason.objects.in_force(at).filter(code=code).first()


def finish(matter, *, outcome, ended, by, at, reason=None):
    """Let go of everything that an open, locked matter holds, and sign it closed.

    :param reason: the version of the closing reason; the outcome's own without one
    """
    if _is_talked_about(matter):
        withdraw_offer(matter, by=by, at=at)
        for question in matter.consultations.filter(answered_at=None, withdrawn_at=None):
            withdraw(question, matter, by=by, at=at)
        end_crossings_from(matter.pk, at=at)
    wake(matter, at=at)
    end(matter, None, ended, at=at)
    if matter.catch_id:
        let_go(matter, why=Catch.Release.CLOSED, at=at)
    matter.state, matter.waiting_for, matter.outcome, matter.closed_at = Matter.State.CLOSED, "", outcome, at
    matter.closed_as = reason or _reason(outcome, at)
    matter.due_clock = matter.due_at = matter.uncaught_since = matter.raised_at = None


def _is_talked_about(matter):
    """Tell whether an offer, a question or a crossing of a matter is open: hardly ever, so asked at once."""
    with connection.cursor() as cursor:
        cursor.execute(OPEN_TALK, [matter.pk, matter.pk, matter.pk])
        return cursor.fetchone()[0]


def check_ends_here(matter):
    """Raise if a closed matter goes on as another one.

    :raises ContinuesElsewhere: it was joined, was about another client, or was advice to one now identified
    """
    following = matter.joined_into or matter.continued_by.filter(corrects__matter=matter).first()
    if matter.outcome == Matter.Outcome.CONTINUED:
        # It may go on where whoever asks sees nothing: that it does, they hear all the same.
        with whole_house():
            following = matter.continued_by.order_by("pk").first()
    if following:
        raise ContinuesElsewhere(following.shown_reference)


def open_again(matter, *, by, at):
    """Open a locked, closed matter: uncaught, meant for whoever held it last, with an answer due.

    A team that has closed since gives way to another.
    """
    last = matter.catches.select_related("caught_by").order_by("-pk").first()
    matter.state, matter.outcome, matter.closed_at, matter.closed_as = Matter.State.OPEN, "", None, None
    matter.uncaught_since, matter.alerted_at = at, None
    if matter.team.closed_at:
        matter.team, matter.skill = open_route(matter.topic, matter.team.register, at)
    matter.meant_for = who_is_there(professional_of(last.caught_by), at) if last else matter.meant_for
    start(matter, ANSWER, at=at)
    record(matter, "matter.reopened", by=by, at=at)
