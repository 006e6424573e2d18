"""What falls due, and everything that hangs on it."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.apps import apps
from django.db.models import Exists, F, Min, OuterRef, Q

from koppi.access.models import Pass, Reading
from koppi.appointments.models import CareEvent
from koppi.conversations.models import Message
from koppi.disclosures.models import Disclosure
from koppi.feedback.models import Feedback
from koppi.intake.models import Contact, ContactDraft
from koppi.matters.models import Matter
from koppi.notices.models import ContactPoint, Delivery
from koppi.people.models import Client
from koppi.ui.times import HELSINKI

from . import rules
from .models import Certificate


@dataclass(frozen=True, slots=True)
class Due:
    """How much of a kind has come to the end of its time."""

    rule: rules.Rule
    to_destroy: int
    to_archive: int
    oldest: date | None


def falling_due(on):
    """Return what falls due on a day, for each kind of record."""
    return [due_of(rules.rule_for(kind, on), on) for kind in rules.kinds()]


def due_of(rule, on):
    """Return how much of one rule's kind falls due on a day."""
    if rule.kind == rules.READINGS:
        found = old_readings(rule, on)
        return Due(rule, found.count(), 0, _day(found.aggregate(oldest=Min("at"))["oldest"]))
    archive = due_records(rule, on, archive=True).count()
    destroy = due_records(rule, on, archive=False).count()
    oldest = _records(rule, on).aggregate(oldest=Min(_COUNTED[rule.since, rule.kind]))["oldest"]
    return Due(rule, destroy, archive, _day(oldest))


def old_readings(rule, on):
    """Return the lines of the reading log in months that are wholly over: a month goes as one."""
    return Reading.objects.filter(at__lt=_begins(rules.years_before(on.replace(day=1), rule.years)))


def due_records(rule, on, *, archive):
    """Return the records of a kind whose time is over on a day: those to archive, or those to destroy."""
    found = _records(rule, on)
    if rule.kind in rules.NEVER_ARCHIVED:
        return found.none() if archive else found
    to_client = {rules.LETTERS: "conversation__matter__client__", rules.CLIENTS: ""}.get(
        rule.kind, "client__"
    )
    if rule.kind != rules.LETTERS:
        days = Q(**{f"{to_client}birth_date__day__in": rules.archived_days(rule.register)})
    else:
        days = Q()
        for register, born in rules.ARCHIVED_BIRTH_DAYS.items():
            days |= Q(
                conversation__matter__register=register,
                conversation__matter__client__birth_date__day__in=born,
            )
    return found.filter(days if archive else ~days)


# What a kind's years are counted from, to tell how old the oldest is.
_COUNTED = {
    (rules.SENT, rules.LETTERS): "sent_at",
    (rules.DEATH, rules.CARE): "client__died_on",
    (rules.DEATH, rules.CLIENTS): "died_on",
    (rules.DONE, rules.DISCLOSURES): "at",
    (rules.DONE, rules.NOTES_OUT): "created_at",
    (rules.DONE, rules.BOOKINGS): "ends_at",
    (rules.DONE, rules.FEEDBACK): "day",
    **{(rules.CLOSED, kind): "closed_at" for kind in (*rules.SOCIAL, rules.ADVICE)},
}


def _records(rule, on):
    before = rules.years_before(on, rule.years)
    if rule.kind == rules.LETTERS:
        return Message.objects.filter(conversation__matter__state="closed", sent_at__lt=_begins(before))
    if rule.kind == rules.NOTES_OUT:
        done = Q(sent_at__isnull=False) | Q(given_up_at__isnull=False) | Q(unknown_at__isnull=False)
        return Delivery.objects.filter(done, created_at__lt=_begins(before))
    if rule.kind == rules.FEEDBACK:
        return Feedback.objects.filter(day__lt=before)
    if rule.kind == rules.DISCLOSURES:
        return Disclosure.objects.filter(at__lt=_begins(before))
    if rule.kind == rules.BOOKINGS:
        # What a later booking continues goes when that one does.
        later = CareEvent.objects.filter(continues=OuterRef("pk"), ends_at__gte=_begins(before))
        return CareEvent.objects.filter(~Exists(later), ends_at__lt=_begins(before))
    if rule.kind == rules.CLIENTS:
        return Client.objects.filter(
            _dead_or_old(rule, on),
            ~Exists(Matter.objects.filter(client=OuterRef("pk"))),
            ~Exists(Contact.objects.filter(about=OuterRef("pk"))),
        )
    matters = Matter.objects.filter(state="closed", register=rule.register).defer("search")
    if rule.since == rules.DEATH:
        over = matters.filter(_dead_or_old(rule, on, "client__"))
    else:
        over = matters.filter(_of_service(rule.kind), closed_at__lt=_begins(before))
    # What a newer matter was joined into stays for as long as the newer one does.
    staying = Matter.objects.filter(joined_into=OuterRef("pk")).exclude(pk__in=over.values("pk"))
    return over.filter(~Exists(staying))


def _dead_or_old(rule, on, to_client=""):
    died, born = f"{to_client}died_on", f"{to_client}birth_date__lt"
    return Q(**{f"{died}__lt": rules.years_before(on, rule.years)}) | Q(
        **{died: None, born: rules.years_before(on, rule.birth_years)}
    )


def _of_service(kind):
    if kind == rules.ADVICE:
        return Q()
    named = [topic for topic, service in rules.SERVICE_OF_TOPIC.items() if service == kind]
    if kind == rules.FAMILIES:
        return ~Q(topic__code__in=list(rules.SERVICE_OF_TOPIC))
    return Q(topic__code__in=named)


def _begins(day):
    return datetime.combine(day, time(0), HELSINKI)


def _day(moment):
    return moment.astimezone(HELSINKI).date() if isinstance(moment, datetime) else moment


def certificates():
    """Return all certificates, the newest first."""
    return list(Certificate.objects.select_related("by").order_by("-started_at", "-pk"))


# What hangs on a record


def hanging_on(model, ids):
    """Return everything that goes with these records, themselves included: ids by model.

    Whatever table a package adds, a row that points at a record goes with it; nothing that is written down
    about a client outlives its time because somebody forgot to name it here. Rows without keys (passes, the
    draft that a contact grew from) are asked for by name. Events and readings have codes only, and stay.
    """
    found = {}
    _gather(model, set(ids), found)
    if matters := found.get(Matter):
        contacts = Contact.objects.filter(matter_contacts__matter__in=matters)
        left = ~Exists(_other_matters(matters))
        _gather(Contact, set(contacts.filter(left).values_list("pk", flat=True)), found)
        found[Pass] = set(Pass.objects.filter(matter_id__in=matters).values_list("pk", flat=True))
    if contacts := found.get(Contact):
        keys = Contact.objects.filter(pk__in=contacts).values("key")
        _gather(
            ContactDraft, set(ContactDraft.objects.filter(uuid__in=keys).values_list("pk", flat=True)), found
        )
    if clients := found.get(Client):
        people = Client.objects.filter(pk__in=clients).values("person_id")
        found[ContactPoint] = set(
            ContactPoint.objects.filter(person_id__in=people).values_list("pk", flat=True)
        )
    return {model: ids for model, ids in found.items() if ids}


def _other_matters(matters):
    links = Contact.matter_contacts.rel.related_model.objects
    return links.filter(contact=OuterRef("pk")).exclude(matter__in=matters)


def _gather(model, ids, found):
    new = ids - found.setdefault(model, set())
    if not new:
        return
    found[model] |= new
    for relation in model._meta.related_objects:
        other = relation.related_model
        # A matter that goes on from this one is another matter, and goes at its own time.
        if other is model or other._meta.auto_created:
            continue
        column = relation.field.name
        rows = other._base_manager.filter(**{f"{column}__in": new}).values_list("pk", flat=True)
        _gather(other, set(rows), found)


def files_of(found):
    """Return the stored files that belong to gathered rows and to nothing that stays."""
    ids = set()
    for model, rows in found.items():
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model is apps.get_model("files", "StoredFile"):
                ids |= set(model._base_manager.filter(pk__in=rows).values_list(F(field.name), flat=True))
    return ids
