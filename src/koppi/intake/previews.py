"""How the contacts of a time would have been sorted by another rule: counted, and nothing changes.

The counts are of the whole county, whoever asks; which matters they are, one learns through the one door.
Advice to somebody unknown stays where it was given, and is not counted.
"""

from collections import Counter

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppi.access.second_lock import whole_house
from koppi.handbook.rules import Moved, Preview
from koppi.matters.models import Matter, Topic
from koppi.people.models import Skill, Team

from .models import Contact, MatterContact

REGISTERS = {"patient": ("patient",), "social": ("social",), "both": ("patient", "social")}


def preview_topic(code, before, after, since, until):
    """Return where the contacts of a topic went, and where they would have gone; four statements.

    :param before: what the topic says; None when it is new
    :param after: what it would say; None when it ends
    """
    versions = {
        row.pk: row for row in Topic.objects.filter(code=code).select_related("patient_team", "social_team")
    }
    contacts, opened = _came(versions, since, until)
    if after is None or not contacts:
        return Preview(since, until, len(contacts), said=_ended(contacts) if after is None else ())
    places = _Places(after)
    moved, groups = Counter(), []
    for (topic_id, register), count in opened.items():
        came, would = places.came(versions[topic_id], register), places.would(register)
        moved[came, would] += count
        if came != would:
            groups.append((topic_id, register))
    for register in REGISTERS[after["registers"]]:
        more = sum(1 for topic_id, _said in contacts if register not in versions[topic_id].touched)
        moved[_("Nowhere"), places.would(register)] += more
    return Preview(
        since,
        until,
        len(contacts),
        sum(count for (came, would), count in moved.items() if came == would),
        tuple(Moved(count, *way) for way, count in sorted(moved.items()) if count and way[0] != way[1]),
        (*_asked(before, after, contacts), *_offered(before, after, contacts)),
        tuple(sorted(groups)),
    )


def preview_statement(code, before, after, since, until):
    """Return how many were asked a statement and affirmed it, and what they would have been told."""
    asking = Topic.objects.filter(statements__contains=[code]).values_list("pk", flat=True)
    contacts, _opened = _came(asking, since, until)
    affirmed = sum(1 for _topic, said in contacts if code in said)
    said = [
        _counted(
            len(contacts),
            ngettext(
                "%(count)s contact was asked this.", "%(count)s contacts were asked this.", len(contacts)
            ),
        ),
        _counted(
            affirmed,
            ngettext(
                "%(count)s client affirmed it and came on top of the list.",
                "%(count)s clients affirmed it and came on top of the list.",
                affirmed,
            ),
        ),
    ]
    if before and after and before["guidance"] != after["guidance"]:
        text = ngettext(
            "%(count)s client would have been told to call %(new)s, not %(old)s.",
            "%(count)s clients would have been told to call %(new)s, not %(old)s.",
            affirmed,
        )
        said.append(text % {"count": affirmed, "old": before["guidance"], "new": after["guidance"]})
    return Preview(since, until, len(contacts), len(contacts), said=tuple(said))


def previewed_matters(preview, *, by, most):
    """Return the matters that a change would have sorted otherwise and that a reader sees, newest first."""
    if not preview.groups:
        return []
    moved = Q()
    for topic_id, register in preview.groups:
        moved |= Q(matter_contacts__contact__topic=topic_id, register=register)
    return list(
        Matter.objects.in_care_of(by)
        .filter(
            moved,
            matter_contacts__how=MatterContact.How.OPENED,
            matter_contacts__contact__received_at__gte=preview.since,
            matter_contacts__contact__received_at__lt=preview.until,
        )
        .select_related("client")
        .defer("search")
        .order_by("-pk")[:most]
    )


class _Places:
    """Where contacts went and would have gone, in words; asks the teams and the skills once."""

    def __init__(self, after):
        self.after = after
        self.teams = {row.code: row.name for row in Team.objects.all()}
        self.skills = {row.code: row.name for row in Skill.objects.all()}

    def came(self, topic, register):
        """Return where a version of a topic sent what came in a register."""
        team, skill = topic.route(register)
        return self._said(team.code if team else "", skill)

    def would(self, register):
        """Return where the change would have sent it."""
        if register not in REGISTERS[self.after["registers"]]:
            return _("Nowhere")
        return self._said(self.after[f"{register}_team"], self.after[f"{register}_skill"])

    def _said(self, team, skill):
        team = self.teams.get(team, team)
        if not skill:
            return team
        return _("%(team)s, skill: %(skill)s") % {"team": team, "skill": self.skills.get(skill, skill)}


def _came(topic_ids, since, until):
    """Return the contacts of topics as pairs of topic and affirmed codes, and counts of their matters."""
    with whole_house():
        contacts = list(
            Contact.objects.filter(
                topic__in=list(topic_ids),
                received_at__gte=since,
                received_at__lt=until,
                about__isnull=False,
            ).values_list("topic_id", "affirmed")
        )
        opened = (
            MatterContact.objects.filter(
                how=MatterContact.How.OPENED,
                contact__topic__in=list(topic_ids),
                contact__received_at__gte=since,
                contact__received_at__lt=until,
                contact__about__isnull=False,
            )
            .values_list("contact__topic_id", "matter__register")
            .annotate(count=Count("pk"))
            .order_by("contact__topic_id", "matter__register")
        )
        return contacts, {(topic_id, register): count for topic_id, register, count in opened}


def _ended(contacts):
    count = len(contacts)
    text = ngettext(
        "%(count)s contact came by this topic, and would have had to choose another.",
        "%(count)s contacts came by this topic, and would have had to choose another.",
        count,
    )
    return (_counted(count, text),)


def _offered(before, after, contacts):
    return _ended(contacts) if before and before["in_form"] and not after["in_form"] else ()


def _asked(before, after, contacts):
    """Return what other statements would have changed: which danger would not have been asked about."""
    if before is None:
        return ()
    kept, gone = set(after["statements"]), set(before["statements"]) - set(after["statements"])
    lost = sum(1 for _topic, said in contacts if gone & set(said) and not kept & set(said))
    said = []
    if lost:
        text = ngettext(
            "%(count)s client affirmed a warning statement that would not have been asked, "
            "and would not have come on top of the list.",
            "%(count)s clients affirmed a warning statement that would not have been asked, "
            "and would not have come on top of the list.",
            lost,
        )
        said.append(_counted(lost, text))
    if kept - set(before["statements"]):
        text = ngettext(
            "%(count)s contact would have been asked a new warning statement; nobody knows the answer.",
            "%(count)s contacts would have been asked a new warning statement; nobody knows the answers.",
            len(contacts),
        )
        said.append(_counted(len(contacts), text))
    return tuple(said)


def _counted(count, text):
    return text % {"count": count}
