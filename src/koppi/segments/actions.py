"""Begin a talk, keep what is said, agree on a segment, end it: a person decides every time."""

from dataclasses import asdict, dataclass

from django.db import transaction

from koppi.deadlines.calendars import day_of
from koppi.ledger import actions as ledger
from koppi.matters import actions as matters
from koppi.matters.errors import NotAllowed
from koppi.matters.models import Matter
from koppi.people.models import Client
from koppi.people.queries import professional_of
from koppi.people.scope import scope_of

from . import rules
from .errors import ChangedMeanwhile, Incomplete, NothingToEnd
from .models import SegmentPeriod, Talk, View
from .queries import standing_segment, way_for


@dataclass(frozen=True, slots=True)
class Seen:
    """How somebody sees it: what is asked of the client and of the professional alike."""

    coping: int | None = None
    need: int | None = None
    duration: str = ""
    strengths: str = ""
    words: str = ""

    @property
    def dot(self):
        """Coping and need as a pair."""
        return self.coping, self.need

    def missing(self, whose):
        """Return what was not said, or not in a way that can be kept, as codes."""
        told = {
            "coping": rules.is_on_scale(self.coping),
            "need": rules.is_on_scale(self.need),
            "duration": self.duration in rules.DURATIONS,
        }
        return [f"{whose}-{name}" for name, is_said in told.items() if not is_said]


@transaction.atomic
def begin_talk(*, matter_id, by, at):
    """Begin to talk about a segment in a matter, or go on with the talk that is under way there.

    :raises Matter.DoesNotExist: no such matter, or not theirs to work on
    :raises NotAllowed: the user is no professional
    :raises AlreadyClosed: the matter is closed
    :raises NobodyIdentified: it is advice to somebody unknown
    """
    matter = _lock_matter(matter_id, by)
    matters.check_identified(matter)
    matters.check_open(matter)
    return _talk_under_way(matter, by, at)


@transaction.atomic
def keep_draft(*, matter_id, draft, by, at):
    """Keep what is said in a talk under way, or begin one with it; return the talk.

    :param draft: values by the names of their fields; what is not among them stays as it was
    :raises Matter.DoesNotExist: no such matter, or not theirs to work on
    :raises AlreadyClosed: the matter is closed
    """
    talk = begin_talk(matter_id=matter_id, by=by, at=at)
    talk.draft = {**talk.draft, **draft}
    talk.save(update_fields=["draft"])
    return talk


@transaction.atomic
def tell_own_view(*, client_id, register, seen, by, at):
    """Take a client's own view from them, at home before a talk; an earlier one stays in the history.

    :param seen: how they see it
    :raises NotAllowed: it is not about themselves
    :raises Incomplete: something is missing
    """
    if client_id not in scope_of(by).own_client_ids or register not in ("patient", "social"):
        raise NotAllowed()
    _check(seen.missing(rules.CLIENT))
    view = View.objects.create(
        client_id=client_id,
        register=register,
        whose=rules.CLIENT,
        how=rules.AT_HOME,
        written_by=by,
        written_at=at,
        **asdict(seen),
    )
    ledger.record("segment.view_given", by=by, at=at, client_id=client_id, register=register, view=view.pk)
    return view


@transaction.atomic
def agree(*, matter_id, segment, client, professional, how, why, why_otherwise, review_on, seen, by, at):
    """Open the segment that a client and a professional have agreed on; the one before it ends.

    :param segment: one of `rules.SEGMENTS`, as the professional chose it with the client
    :param client: how the client sees it, a `Seen`
    :param professional: how the professional sees it
    :param how: in the chair, or read aloud by telephone
    :param why_otherwise: needed when both dots lie in another quarter
    :param review_on: the day on which it is looked at again, after today
    :param seen: the id of the segment that stood when the page was opened, or None
    :return: the new segment
    :raises AlreadyClosed: the matter is closed
    :raises ChangedMeanwhile: another segment stands by now
    :raises Incomplete: something is missing, or out of its range
    :raises Matter.DoesNotExist: no such matter, or not theirs to work on
    """
    matter = _lock_matter(matter_id, by)
    matters.check_identified(matter)
    matters.check_open(matter)
    standing = standing_segment(matter.client, matter.register, by=by)
    if (standing.pk if standing else None) != seen:
        raise ChangedMeanwhile()
    otherwise = rules.needs_reason(segment, client.dot, professional.dot)
    told = {
        "segment": segment in rules.SEGMENTS,
        "how": how in (rules.IN_THE_CHAIR, rules.BY_PHONE),
        "why": bool(why.strip()),
        "why_otherwise": not otherwise or bool(why_otherwise.strip()),
        "review_on": review_on is not None and review_on > day_of(at),
    }
    missing = [*client.missing(rules.CLIENT), *professional.missing(rules.PROFESSIONAL)]
    _check([*missing, *(name for name, is_said in told.items() if not is_said)])
    talk = _talk_under_way(matter, by, at)
    whole = {"client_id": matter.client_id, "register": matter.register, "how": how, "talk": talk}
    whole |= {"written_by": by, "written_at": at}
    own = View.objects.create(whose=rules.CLIENT, **whole, **asdict(client))
    other = View.objects.create(whose=rules.PROFESSIONAL, **whole, **asdict(professional))
    if standing:
        standing.end(reason=rules.REPLACED, by=by, at=at)
        _record("segment.ended", matter, by=by, at=at, period=standing.pk, reason=rules.REPLACED)
    period = SegmentPeriod.objects.create(
        client_id=matter.client_id,
        register=matter.register,
        segment=segment,
        talk=talk,
        client_view=own,
        professional_view=other,
        way=way_for(segment, matter.register, matter.client, at),
        dots=rules.common_quarter(client.dot, professional.dot),
        why=why.strip(),
        why_otherwise=why_otherwise.strip() if otherwise else "",
        review_on=review_on,
        decided_by=by,
        valid_from=at,
    )
    _end_talk(talk, rules.AGREED, at)
    _record("segment.opened", matter, by=by, at=at, period=period.pk, segment=segment)
    return period


@transaction.atomic
def end_segment(*, matter_id, why, seen, by, at):
    """End the segment that stands in the register of a matter, without another, and say why.

    :param seen: the id of the segment that is ended
    :raises NothingToEnd: it has ended, or another stands
    :raises Incomplete: no reason was given
    :raises Matter.DoesNotExist: no such matter, or not theirs to work on
    """
    matter = _lock_matter(matter_id, by)
    standing = standing_segment(matter.client, matter.register, by=by)
    if standing is None or standing.pk != seen:
        raise NothingToEnd()
    _check([] if why.strip() else ["why_ended"])
    standing.end(reason=rules.ENDED, why=why.strip(), by=by, at=at)
    _record("segment.ended", matter, by=by, at=at, period=standing.pk, reason=rules.ENDED)
    return standing


def _lock_matter(matter_id, by):
    """Lock the client and then the matter, so that two talks of one client come one after the other.

    :raises NotAllowed: the user is no professional
    """
    if professional_of(by) is None:
        raise NotAllowed()
    client_id = Matter.objects.in_care_of(by).values_list("client_id", flat=True).get(pk=matter_id)
    if client_id:
        Client.objects.select_for_update(no_key=True, of=("self",)).get(pk=client_id)
    return matters.lock_where_it_went(matter_id, by)


def _talk_under_way(matter, by, at):
    talk, is_new = Talk.objects.get_or_create(
        matter=matter, ended_at=None, defaults={"begun_by": by, "begun_at": at}
    )
    if is_new:
        _record("segment.talk_begun", matter, by=by, at=at, talk=talk.pk)
    return talk


def _check(missing):
    if missing:
        raise Incomplete(*missing)


def _end_talk(talk, outcome, at):
    talk.ended_at, talk.outcome = at, outcome
    if outcome == rules.AGREED:
        talk.draft = {}
    talk.save(update_fields=["ended_at", "outcome", "draft"])


def _record(kind, matter, *, by, at, **data):
    number = matters.take_event_no(matter)
    ledger.record(
        kind,
        by=by,
        at=at,
        client_id=matter.client_id,
        matter_id=matter.pk,
        matter_no=number,
        register=matter.register,
        **data,
    )


# What follows when others do something to the matter: `config/reactions.py` says when


def end_with_matter(*, by, at, matter_id, **_facts):
    """Leave the talk that is under way in a matter that closes; what was said stays with it."""
    for talk in Talk.objects.filter(matter_id=matter_id, ended_at=None):
        _end_talk(talk, rules.LEFT, at)


def go_along(*, by, at, matter_id, into, **_facts):
    """Take a talk along to the matter that this one is joined into, unless one is under way there."""
    for talk in Talk.objects.filter(matter_id=matter_id, ended_at=None):
        if Talk.objects.filter(matter_id=into, ended_at=None).exists():
            _end_talk(talk, rules.LEFT, at)
        else:
            talk.matter_id = into
            talk.save(update_fields=["matter"])


def withdraw(*, by, at, matter_id, **_facts):
    """End what was agreed in a matter that was about somebody else, and leave it out of the history."""
    end_with_matter(by=by, at=at, matter_id=matter_id)
    View.objects.filter(talk__matter_id=matter_id).update(withdrawn_at=at)
    wrong = SegmentPeriod.objects.filter(talk__matter_id=matter_id)
    for period in wrong.filter(valid_to=None):
        period.end(reason=rules.WRONG_CLIENT, by=by, at=at)
        ledger.record(
            "segment.ended",
            by=by,
            at=at,
            client_id=period.client_id,
            register=period.register,
            period=period.pk,
            reason=rules.WRONG_CLIENT,
        )
    wrong.exclude(valid_to=None).update(end_reason=rules.WRONG_CLIENT)
