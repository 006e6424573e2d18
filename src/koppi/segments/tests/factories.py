"""Talks and segments, for tests."""

from datetime import date

from koppi.matters.tests.factories import NINE
from koppi.segments.actions import Seen, agree, begin_talk
from koppi.segments.queries import standing_segment

EASY = Seen(coping=2, need=4, duration="lasting", strengths="Kuoro torstaisin.", words="Pärjään enimmäkseen.")
HARD = Seen(coping=5, need=5, duration="lasting", words="Kolme kaatumista syksyllä.")


def make_segment(matter, by, *, at=NINE, segment="care", client=HARD, professional=HARD, **values):
    """Return a segment that was agreed on in a talk in a matter."""
    begin_talk(matter_id=matter.pk, by=by, at=at)
    standing = standing_segment(matter.client, matter.register, by=by)
    return agree(
        matter_id=matter.pk,
        segment=segment,
        client=client,
        professional=professional,
        by=by,
        at=at,
        **{
            "how": "chair",
            "why": "Molempien mielestä apua tarvitaan joka viikko.",
            "why_otherwise": "",
            "review_on": date(2025, 6, 3),
            "seen": standing.pk if standing else None,
            **values,
        },
    )
