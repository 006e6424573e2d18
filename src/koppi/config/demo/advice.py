"""Advice that the demo county has given to people who did not say who they are."""

import uuid
from datetime import timedelta

from koppi.intake.advising import receive_advice
from koppi.intake.models import Contact
from koppi.matters.actions import catch_matter
from koppi.matters.models import Topic
from koppi.people.models import Professional

FRIDAY = 4
PHONE, WALK_IN = Contact.Channel.PHONE, Contact.Channel.WALK_IN
# Who, how long ago, how it came, about what, the words, and how it ended on the spot; empty: it waits.
GIVEN = (
    ("liisa.koski", {"days": 16}, PHONE, "infection", "fi", "Kuinka kauan kuumetta voi seurata kotona?", "own_care"),
    ("liisa.koski", {"days": 15}, WALK_IN, "wound", "fi", "Miten haavatyyny vaihdetaan?", "own_care"),
    ("maria.nyman", {"days": 9}, PHONE, "infection", "sv", "När ska man söka vård för hosta?", "guided"),
    ("maria.nyman", {"days": 8}, PHONE, "back-limbs", "sv", "Får man träna med ryggskott?", "own_care"),
    ("liisa.koski", {"days": 8}, PHONE, "skin", "fi", "Onko punkin pureman rengas vaarallinen?", "guided"),
    ("tuula.rinne", {"days": 3}, PHONE, "child", "fi", "Saako kuumeinen lapsi ulkoilla?", "guided"),
    ("liisa.koski", {"days": 2}, WALK_IN, "infection", "fi", "Onko apteekissa kotitestiä?", "solved"),
    ("mikael.sandberg", {"days": 1}, PHONE, "older-home", "fi", "Mistä saa turvapuhelimen?", "guided"),
    ("liisa.koski", {"minutes": 55}, PHONE, "long-term", "fi", "Voiko verenpainelääkkeen ottaa illalla?", ""),
    ("maria.nyman", {"minutes": 35}, WALK_IN, "back-limbs", "fi", "Saako lonkkaleikkauksen jälkeen uida?", ""),
)  # fmt: skip


def give_advice(*, now):
    """Give advice over three weeks; one matter of it waits for its team, and one is in somebody's hands."""
    colleagues = {one.user.username: one.user for one in Professional.objects.select_related("user")}
    topics = {topic.code: topic for topic in Topic.objects.in_force(now)}
    for number, (username, ago, channel, topic, language, words, outcome) in enumerate(GIVEN):
        by, at = colleagues[username], _on_a_weekday(now, now - timedelta(**ago))
        contact = receive_advice(
            key=uuid.UUID(int=number + 1, version=4),
            channel=channel,
            topic=topics[topic],
            words=words,
            language=language,
            outcome=outcome,
            by=by,
            at=at,
        )
        if number == len(GIVEN) - 1:
            catch_matter(matter_id=contact.opened[0].pk, by=colleagues["liisa.koski"], at=at)


def _on_a_weekday(now, at):
    """Return a moment, or the same time of the Friday before when it falls on a weekend; today stays."""
    return at - timedelta(days=max(0, at.weekday() - FRIDAY)) if at.date() < now.date() else at
