from django.db import transaction

from koppi.deadlines.calendars import day_of
from koppi.people.queries import minors_rule

from ..errors import NotAMinor, ReasonMissing
from ..models import Capacity
from ._hands import check_identified, lock, professional, record, store


@transaction.atomic
def note_capacity(*, matter_id, capable, guardian_sees, reason, by, at):
    """Note whether a minor can judge what this matter is about, and whether their guardian may see it.

    Only a capable minor forbids, and it holds at once: in lists, letters and files. In social care there must
    be a weighty reason. A later note supersedes.

    Source: 703/2023 34 § (noted per event), 51 § (the minor's own word).

    :raises NotAMinor: the client is of full age
    :raises ReasonMissing: social care, forbidden, and no weighty reason is given
    :raises NobodyIdentified: it is advice
    """
    matter = lock(matter_id, by)
    professional(by)
    check_identified(matter)
    if minors_rule(matter.client, matter.register, day_of(at)) is None:
        raise NotAMinor()
    guardian_sees = guardian_sees or not capable
    if not guardian_sees and matter.register == "social" and not reason.strip():
        raise ReasonMissing()
    noted = Capacity.objects.create(
        matter=matter,
        capable=capable,
        guardian_sees=guardian_sees,
        reason=reason.strip(),
        noted_by=by,
        noted_at=at,
    )
    matter.guardian_sees = guardian_sees
    record(matter, "capacity.noted", by=by, at=at, capable=capable, guardian_sees=guardian_sees)
    store(matter)
    return noted
