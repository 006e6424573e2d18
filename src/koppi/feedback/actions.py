"""Ask somebody how it went, keep what they begin to write, and take their answer apart from their name."""

from django.db import transaction

from koppi.access.second_lock import whole_house
from koppi.deadlines.calendars import day_of
from koppi.ledger import actions as ledger
from koppi.matters import actions as matters
from koppi.people.codes import has_code

from . import rules
from .errors import CodeInWords, NothingAsked
from .models import Feedback, FeedbackRequest
from .queries import open_request


def ask(*, matter, about, subject, by, at):
    """Let the client of a locked matter tell how something went; a request that stands is asked anew.

    Nobody who has answered about this matter within `rules.REST` is asked again. Returns the request or None.
    """
    asked = FeedbackRequest.objects.filter(matter=matter, about=about)
    answered = asked.filter(answered_at__isnull=False).order_by("-answered_at").first()
    if not rules.may_ask_again(answered and answered.answered_at, at):
        return None
    request, _is_new = FeedbackRequest.objects.update_or_create(
        matter=matter, about=about, answered_at=None, defaults={"subject": subject, "asked_at": at}
    )
    ledger.record("feedback.asked", by=by, at=at, client_id=matter.client_id, about=about, request=request.pk)
    return request


def keep(*, matter_id, draft, by, at):
    """Keep what somebody has begun to answer; return the request.

    :param draft: helped, ease and words as they were given; what is not among them stays as it was
    :raises NothingAsked: there is nothing to answer
    """
    with transaction.atomic():
        request = _lock(matter_id, by, at)
        request.draft = {**request.draft, **draft}
        request.save(update_fields=["draft"])
    return request


@transaction.atomic
def give(*, matter_id, helped, ease, words, by, at):
    """Take an answer, once, and forget who gave it: the request is done, and the answer stands alone.

    :param helped: one of `rules.HELPED`, or nothing
    :param ease: from `rules.EASIEST` to `rules.HARDEST`, or None
    :raises NothingAsked: it was answered, or there was nothing to answer
    :raises CodeInWords: the words have an identity code in them
    """
    if has_code(words):
        raise CodeInWords()
    request = _lock(matter_id, by, at)
    matter = request.matter
    Feedback.objects.bulk_create(
        [
            Feedback(
                about=request.about,
                subject=request.subject,
                register=matter.register,
                team_id=matter.team_id,
                day=day_of(at),
                helped=helped,
                ease=ease,
                words=words,
            )
        ]
    )
    request.draft, request.answered_at = {}, at
    request.save(update_fields=["draft", "answered_at"])
    ledger.record("feedback.given", by=by, at=at, client_id=matter.client_id, request=request.pk)


def _lock(matter_id, by, at):
    matter = matters.lock_where_it_went(matter_id, by)
    request = open_request(matter, at)
    if request is None:
        raise NothingAsked()
    request.matter = matter
    return request


# What follows when others do something to the matter: `config/reactions.py` says when


def go_along(*, by, at, matter_id, into, **_facts):
    """Take what was asked along to the matter that this one is joined into, if nothing is asked there."""
    for request in FeedbackRequest.objects.filter(matter_id=matter_id, answered_at=None):
        standing = FeedbackRequest.objects.filter(matter_id=into, about=request.about, answered_at=None)
        if standing.exists():
            request.delete()
        else:
            request.matter_id = into
            request.save(update_fields=["matter"])


def withdraw(*, by, at, matter_id, **_facts):
    """Ask no more in a matter that was about somebody else."""
    FeedbackRequest.objects.filter(matter_id=matter_id, answered_at=None).delete()


def follow_team(*, by, at, team, to_team, **_facts):
    """Bring what was said of a team that closed to the team in which its work goes on."""
    if to_team:
        with whole_house():
            Feedback.objects.filter(team=team).update(team=to_team)
