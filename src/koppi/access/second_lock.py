"""The second lock: PostgreSQL itself shows a process only the rows of whoever it acts for.

The first lock is `visible_to`. The second knows nothing of it: policies on the tables (each package's
migration `second_lock`) read who is acting from settings of the transaction, and a page whose query has
forgotten its `visible_to` gets no foreign row.

    with acting(facts):
        ...                     # every transaction in here begins by saying who acts

Nothing is said outside; the web's own role then sees no row of a client at all.

Source: PostgreSQL, "Row Security Policies"; docs/decisions/0040.
"""

import re
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property, lru_cache, wraps

from django.db import connection
from django.db.backends.signals import connection_created

# Which rows these tables show depends on who acts; a test keeps the list the same as the database's.
TABLES = (
    "access_ban",
    "access_breakglass",
    "access_crossing",
    "access_olderlooks",
    "access_pass",
    "access_permission",
    "access_reading",
    "appointments_careevent",
    "callbacks_attempt",
    "callbacks_callback",
    "chat_visit",
    "conversations_attachment",
    "conversations_conversation",
    "conversations_draft",
    "conversations_message",
    "conversations_note",
    "disclosures_disclosure",
    "feedback_feedback",
    "feedback_feedbackrequest",
    "files_storedfile",
    "intake_caller",
    "intake_contact",
    "intake_contactdraft",
    "intake_contactfile",
    "intake_draftfile",
    "intake_mattercontact",
    "intake_worsening",
    "ledger_event",
    "matters_assessment",
    "matters_capacity",
    "matters_catch",
    "matters_clock",
    "matters_consultation",
    "matters_correction",
    "matters_delay",
    "matters_handover",
    "matters_matter",
    "matters_snooze",
    "notices_contactpoint",
    "people_mandate",
    "people_naming",
    "people_responsibility",
    "plans_paper",
    "plans_unfinished",
    "plans_version",
    "resident_datacopy",
    "segments_segmentperiod",
    "segments_talk",
    "segments_view",
)
# Functions that look into those tables for whoever acts.
FINDERS = ("koppi_find_matters",)
LOCKED = "koppi.locked"
_CONCERNED = re.compile("|".join((*TABLES, *FINDERS, re.escape(LOCKED))))


@dataclass(frozen=True)
class Facts:
    """Who acts, as the policies ask: a database role and the reach that goes with it."""

    role: str
    user_id: int = 0
    professional_id: int = 0
    registers: tuple = ()
    team_ids: tuple = ()
    own_client_ids: tuple = ()
    health_client_ids: tuple = ()
    social_client_ids: tuple = ()

    @cached_property
    def said(self):
        """What the settings of a transaction say, in the order of `_SETTINGS`."""
        return (
            self.role,
            str(self.user_id),
            str(self.professional_id),
            ",".join(sorted(self.registers)),
            _numbers(self.team_ids),
            _numbers(self.own_client_ids),
            _numbers(self.health_client_ids),
            _numbers(self.social_client_ids),
        )


class Later:
    """Facts that are found out when the first statement needs them, and only then."""

    def __init__(self, find):
        self.find = find

    @cached_property
    def said(self):
        """What the facts say."""
        return self.find().said


NOBODY = Facts(role="koppi_visitor")
HOUSE = Facts(role="koppi_house")
_SETTINGS = (
    "role",
    "koppi.user",
    "koppi.professional",
    "koppi.registers",
    "koppi.teams",
    "koppi.own_clients",
    "koppi.health_clients",
    "koppi.social_clients",
)
# A statement with policies in it takes longer to plan than to run; one plan serves every reader.
_SAY = (
    "select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true), "
    + (", ".join(f"set_config('{name}', %s, true)" for name in _SETTINGS))
)
_SAY_AND_FORGET = f"{_SAY}, set_config('{LOCKED}', '', true)"
_OUTSIDE = "select set_config('role', 'none', true)"

_acting: ContextVar[Facts | Later | None] = ContextVar("acting", default=None)


@contextmanager
def acting(facts):
    """Act for somebody while the block runs: what their rows are, PostgreSQL decides."""
    before = _acting.set(facts)
    try:
        yield
    finally:
        _acting.reset(before)


@contextmanager
def whole_house():
    """Act for Koppi itself: see every row, whoever asked.

    Only where a person may rightly set off what reaches past their own sight, and shows nothing of it; a
    test lists the places. Where nobody acts (command line, worker) nothing changes.
    """
    with acting(HOUSE if _acting.get() else None):
        yield


def for_the_whole_house(action):
    """Let an action act for Koppi itself, as `whole_house` says."""

    @wraps(action)
    def inner(**arguments):
        with whole_house():
            return action(**arguments)

    return inner


def keep_in_sight(matter_id):
    """Let whoever acts go on seeing a matter that they have locked, to the end of the transaction.

    Letting go of it, or giving it to another team, would otherwise take it out of their own hands half-way.
    """
    facts = _acting.get()
    if facts is not None and facts is not HOUSE:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [matter_id])


_KEEP = (
    f"select set_config('{LOCKED}',"
    f" concat_ws(',', nullif(current_setting('{LOCKED}', true), ''), %s::bigint::text), true)"
)


def _numbers(values):
    return ",".join(str(int(value)) for value in values)


@lru_cache(maxsize=4096)
def _is_concerned(sql):
    return bool(_CONCERNED.search(sql))


_UNKNOWN = object()


class _Say:
    """Says who acts to one connection, when a statement needs it and it has not been said."""

    def __init__(self, connection):
        self.connection = connection
        self.said = None
        self.transaction = None
        self.block = None
        self.person = None

    def __call__(self, execute, sql, params, many, context):
        facts = _acting.get()
        if self.connection.in_atomic_block:
            if facts is not self._said_here() and (facts is None or _is_concerned(str(sql))):
                self._run(*self._what_to_say(facts))
                self.said, self.block = facts, self.connection.atomic_blocks[-1]
        elif facts is not None and _is_concerned(str(sql)):
            return self._by_itself(facts, execute, sql, params, many, context)
        return execute(sql, params, many, context)

    def _said_here(self):
        """Return what holds in the transaction under way; a block that was rolled back took it with it."""
        blocks = self.connection.atomic_blocks
        if self.transaction is not blocks[0]:
            self.transaction, self.said, self.block, self.person = blocks[0], None, blocks[0], None
        return self.said if self.block in blocks else _UNKNOWN

    def _what_to_say(self, facts):
        """Return the statement and its values; what one person has locked is not for the next to see."""
        if facts is None:
            return _OUTSIDE, ()
        if facts is HOUSE or facts is self.person:
            return _SAY, facts.said
        self.person = facts
        return _SAY_AND_FORGET, facts.said

    def _by_itself(self, facts, execute, sql, params, many, context):
        """Give a statement outside a transaction one of its own, in which it is said: both in one trip.

        What is sent before the server is asked to answer is one transaction: PostgreSQL, "Pipeline mode".
        """
        said = facts.said
        with self.connection.wrap_database_errors, self.connection.connection.pipeline():
            self._run(_SAY, said)
            return execute(sql, params, many, context)

    def _run(self, sql, values):
        with self.connection.wrap_database_errors, self.connection.connection.cursor() as cursor:
            cursor.execute(sql, values)


def _on_connection(connection, **kwargs):
    if connection.vendor == "postgresql" and not any(
        isinstance(wrapper, _Say) for wrapper in connection.execute_wrappers
    ):
        connection.execute_wrappers.append(_Say(connection))


def install():
    """Have every connection to the database say who acts."""
    connection_created.connect(_on_connection, dispatch_uid="koppi.second_lock")
