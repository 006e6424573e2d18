from django.db import transaction

from koppi.deadlines.calendars import day_of

from ..errors import NotLicensed
from ..models import Matter
from ..queries.assessors import can_assess
from ..rules import ASSESS
from ._clocks import meet, settle
from ._hands import check_identified, check_open, lock, professional, record, store, words
from .caring import call_for_care


@transaction.atomic
def assess_matter(*, matter_id, need, urgency, profession, by, at, new_or_worse=True):
    """Record the individual care need assessment: the need, how urgent it is, and which profession.

    It meets the same-day clock and signs the urgency, and starts the limit by which care must begin.
    A later assessment supersedes this one. Source: 1326/2010 51 § (116/2023), 51 a and 51 b § (848/2024).

    :param profession: whom the client needs to see, or blank when nobody
    :param new_or_worse: it is about an illness, an injury or a new or worse symptom: of the young, care must
        then begin within 14 days
    :raises NotLicensed: the law does not let this professional assess
    :raises ReasonMissing: the need is not described
    :raises NobodyIdentified: it is advice
    """
    need = words(need)
    matter = lock(matter_id, by)
    check_open(matter)
    check_identified(matter)
    if not can_assess(professional(by), skill=matter.skill, day=day_of(at)):
        raise NotLicensed()
    assessment = matter.assessments.create(
        assessed_by=by, assessed_at=at, need=need, urgency=Matter.Urgency(urgency), profession=profession
    )
    _judge(matter, urgency, by=by, at=at)
    meet(matter, [ASSESS], at=at)
    call_for_care(matter, profession, new_or_worse=new_or_worse, at=at)
    settle(matter, at=at)
    record(matter, "matter.assessed", by=by, at=at, urgency=int(urgency), profession=profession)
    store(matter)
    return assessment


@transaction.atomic
def set_urgency(*, matter_id, urgency, by, at):
    """Sign how urgent a matter is; the client's own statement no longer leads."""
    matter = lock(matter_id, by)
    check_open(matter)
    professional(by)
    _judge(matter, urgency, by=by, at=at)
    record(matter, "urgency.set", by=by, at=at, urgency=int(urgency))
    store(matter)


def _judge(matter, urgency, *, by, at):
    matter.urgency, matter.urgency_by, matter.urgency_at = Matter.Urgency(urgency), by, at
    matter.alerted_at = None
