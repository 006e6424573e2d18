"""Moulds: what the real actions made of one matter in the demo county, ready to be cast again.

A mould keeps everything that a story left in the database, table by table. A cast of it is another story of
the same course: of another client, in another copy of the teams, on another day. What the actions promise of
the first holds for each of its casts.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models

from koppi.access.models import Pass
from koppi.conversations.models import Conversation, Message
from koppi.identity.models import User
from koppi.intake.models import Contact, MatterContact
from koppi.ledger.models import Event
from koppi.matters.models import Assessment, Catch, Clock, Matter
from koppi.people.models import Client, Professional, Team

# In the order in which rows name each other.
STORY = (Contact, Matter, MatterContact, Clock, Catch, Assessment, Conversation, Message, Event)
# What somebody looked at is theirs and no part of the story.
NOT_THE_STORYS = {"desk_look"}
# Events that name nothing but codes.
KINDS = {
    "contact.received",
    "client.wrote",
    "matter.alerted",
    "matter.answered",
    "matter.assessed",
    "matter.caught",
    "matter.closed",
    "matter.opened",
    "matter.raised",
    "matter.released",
    "matter.reopened",
    "matter.waits",
}
ADULT_YEARS = 18
NULL = r"\N"
_NAMED_BY_THE_LEDGER = {"client_id": Client, "matter_id": Matter, "by_id": User}
_DRAWN_ANEW = ("reference", "search")


@dataclass
class Mould:
    """One story: the lines of each table with the places of what differs from cast to cast."""

    language: str
    is_open: bool
    lines: list = field(default_factory=list)
    ids: list = field(default_factory=list)
    times: list = field(default_factory=list)
    keys: int = 0
    search: str = ""

    @property
    def size(self):
        """How much a cast of it writes, in characters."""
        return len(self.search) + sum(len(line) for _, line in self.lines)

    def place_of_time(self, moment):
        """Return the place of a moment of the story."""
        if moment not in self.times:
            self.times.append(moment)
        return f"%(at{self.times.index(moment)})s"


def columns_of(model):
    """Return the columns of a model's table that are written; what the database works out itself is left to it."""
    left_out = {"xid", "recorded_at"} if model is Event else set()
    return [
        column.column
        for column in model._meta.concrete_fields
        if not getattr(column, "generated", False) and column.column not in left_out
    ]


def moulds(*, filled, today):
    """Return a mould of every matter of the demo county whose whole story stands in the tables of `STORY`.

    :param filled: first and last ids of matters that are casts themselves
    """
    matters = _whole_stories(filled, today)
    rows = {model: _rows_of(model, matters) for model in STORY}
    residents = set(User.objects.filter(kind=User.Kind.RESIDENT).values_list("pk", flat=True))
    return [_mould(matter_id, rows, residents) for matter_id in sorted(matters)]


def _whole_stories(filled, today):
    """Return the ids of matters whose story is told by these tables alone, and by its own client."""
    opened = MatterContact.objects.filter(how="opened", contact__for_other=False)
    alone = {}
    for matter_id, contact_id in opened.values_list("matter_id", "contact_id"):
        alone.setdefault(contact_id, []).append(matter_id)
    found = {matters[0] for matters in alone.values() if len(matters) == 1}
    plain = Matter.objects.filter(joint_id=None, continues=None, joined_into=None, snoozed_until=None)
    for first, last in filled:
        plain = plain.exclude(pk__range=(first, last))
    found &= set(plain.values_list("pk", flat=True))
    found -= set(MatterContact.objects.exclude(how="opened").values_list("matter_id", flat=True))
    found -= set(Pass.objects.exclude(matter_id=None).values_list("matter_id", flat=True))
    found -= set(
        Event.objects.exclude(kind__in=KINDS).exclude(matter_id=None).values_list("matter_id", flat=True)
    )
    for model, of in _WAYS.items():
        for relation in model._meta.related_objects:
            other = relation.related_model
            if other not in STORY and other._meta.db_table not in NOT_THE_STORYS and relation.field.concrete:
                name = f"{relation.field.name}__{of}" if of else f"{relation.field.name}_id"
                found -= set(other.objects.order_by().values_list(name, flat=True))
    return _of_grown_ups_themselves(found, today)


# How a row of each table leads to its matter.
_WAYS = {
    Matter: "",
    Contact: "matter_contacts__matter_id",
    Clock: "matter_id",
    Catch: "matter_id",
    Conversation: "matter_id",
    Message: "conversation__matter_id",
}


def _of_grown_ups_themselves(found, today):
    residents = {row.pk: row.person_id for row in User.objects.filter(kind=User.Kind.RESIDENT)}
    born_by = today.replace(year=today.year - ADULT_YEARS, day=1)
    kept = set()
    for matter in Matter.objects.filter(pk__in=found, client__birth_date__lt=born_by).select_related(
        "client"
    ):
        own = {None, matter.client.person_id}
        writers = Contact.objects.filter(matter_contacts__matter=matter).values_list("sent_by", flat=True)
        letters = Message.objects.filter(conversation__matter=matter).values_list("written_by", flat=True)
        if {residents.get(writer) for writer in (*writers, *letters)} <= own:
            kept.add(matter.pk)
    return kept


def _rows_of(model, matters):
    """Return the rows of a table by matter; what a cast writes as it stands comes as text."""
    of = {
        Matter: "t.id",
        Contact: "(select min(l.matter_id) from intake_mattercontact l where l.contact_id = t.id)",
        Message: "(select c.matter_id from conversations_conversation c where c.id = t.conversation_id)",
        Event: "coalesce(t.matter_id, (t.data -> 'matters' ->> 0)::bigint)",
    }.get(model, "t.matter_id")
    chosen = [
        f"t.{name}"
        if _differs(model, name)
        else f"ts_filter(t.{name}, '{{b,c}}')::text"
        if name == "search"
        else f"t.{name}::text"
        for name in columns_of(model)
    ]
    rows = {matter: [] for matter in matters}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {of}, {', '.join(chosen)} from {model._meta.db_table} t"  # noqa: S608  names of ours
            f" where {of} = any(%s::bigint[]) order by t.id",
            [sorted(matters)],
        )
        for matter_id, *values in cursor.fetchall():
            rows[matter_id].append(values)
    return rows


def _differs(model, column):
    found = _field(model, column)
    return (
        column == "id"
        or _target(model, column) is not None
        or isinstance(found, models.DateTimeField)
        or (model is Event and column == "data")
    )


def _field(model, column):
    return next(found for found in model._meta.concrete_fields if found.column == column)


def _target(model, column):
    return _NAMED_BY_THE_LEDGER.get(column) if model is Event else _field(model, column).related_model


def _mould(matter_id, rows, residents):
    state = dict(zip(columns_of(Matter), rows[Matter][matter_id][0], strict=True))
    mould = Mould(language=state["language"], is_open=state["state"] != "closed", search=state["search"])
    places = {}
    for model in STORY:
        for number, values in enumerate(rows[model][matter_id]):
            place = f"{model._meta.db_table}{number}"
            places[model, values[columns_of(model).index("id")]] = place
            mould.ids.append((place, model))
    for model in STORY:
        for number, values in enumerate(rows[model][matter_id]):
            own = f"%({model._meta.db_table}{number})s"
            written = (
                own if column == "id" else _written(mould, model, column, value, places, residents)
                for column, value in zip(columns_of(model), values, strict=True)
            )
            mould.lines.append((model, "\t".join(written) + "\n"))
    return mould


def _written(mould, model, column, value, places, residents):
    """Return what a cast writes in one place: the same for all, or the name of what differs."""
    target = _target(model, column)
    if model is Matter and column in _DRAWN_ANEW:
        return f"%({column})s"
    if value is None:
        return NULL
    if target is Client:
        return "%(client)s"
    if target is User:
        return "%(user)s" if value in residents else f"%(user{value})s"
    if target is Team or target is Professional:
        return f"%({target._meta.model_name}{value})s"
    if target in STORY:
        return f"%({places[target, value]})s"
    if isinstance(value, datetime):
        return mould.place_of_time(value)
    if isinstance(_field(model, column), models.UUIDField) and _field(model, column).unique:
        mould.keys += 1
        return f"%(key{mould.keys - 1})s"
    if model is Event and column == "data":
        return _codes(json.loads(value))
    return literal(str(value)).replace("%", "%%")


def _codes(data):
    """Return an event's codes; a contact names itself and its matter."""
    named = {"contact": "@contact", "matters": ["@matter"]}
    text = literal(json.dumps({key: named.get(key, value) for key, value in data.items()})).replace("%", "%%")
    contact, matter = f"%({Contact._meta.db_table}0)s", f"%({Matter._meta.db_table}0)s"
    return text.replace('"@contact"', contact).replace('"@matter"', matter)


def literal(text):
    """Return a text as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def model_tables():
    """Return the tables that a filling writes stories to."""
    return [model._meta.db_table for model in STORY]


def rows_like(model, **changes):
    """Return the text of an oldest row of a table as a line with places, for rows of the same kind.

    :param changes: the value or the place of each column that is not as in that row
    """
    columns = columns_of(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(f'{name}::text' for name in columns)} from {model._meta.db_table}"  # noqa: S608  names of ours
            " where id = %s",
            [changes.pop("like")],
        )
        row = cursor.fetchone()
    return (
        "\t".join(
            changes.get(name, NULL if value is None else literal(value).replace("%", "%%"))
            for name, value in zip(columns, row, strict=True)
        )
        + "\n"
    )
