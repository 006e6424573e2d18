"""The one door: which matters a professional may see, in one place and in SQL.

`OWN` is a care relation in the professional's own register; there they may work. `LENT` opens for reading
only: break-glass stands in for a missing relation, and a crossing opens the other register on a basis of
703/2023 53 §. A ban (kielto) is asked for at each look and wins over both. `access.policy.judge` says the
same from plain facts; `tests/test_door.py` holds the two against each other.

The parameters are named: `registers` and `teams` of the reader, `user` and `professional`, their ids.
`{m}` is the matters' table. Row-level security says the same with the session's settings in their place.
"""

import re

from django.db.models import BooleanField, F, Func

# One's team has it, one holds it, it is meant for one; a pass opens this matter (an offer, a question), or
# all of an own client's matters in the register.
OWN = """(
    {m}.register = any(%(registers)s::text[])
    and ({m}.team_id = any(%(teams)s::bigint[])
        or {m}.caught_by_id = %(user)s
        or {m}.meant_for_id = %(professional)s
        or exists (select from access_pass p
            where p.matter_id = {m}.id and p.register = {m}.register
              and (p.professional_id = %(user)s or p.team_id = any(%(teams)s::bigint[]))
              and (p.until is null or p.until > statement_timestamp()))
        or exists (select from access_pass p
            where p.client_id = {m}.client_id and p.register = {m}.register and p.professional_id = %(user)s
              and p.basis = '' and p.glass_id is null
              and (p.until is null or p.until > statement_timestamp()))))"""

# Break-glass in one's own register, or a crossing whose permission, if it rests on one, still stands. What
# the client is not shown yet crosses for nobody.
LENT = """exists (select from access_pass p
    left join access_crossing x on x.id = p.crossing_id
    left join access_permission g on g.id = x.permission_id
    where p.client_id = {m}.client_id and p.register = {m}.register and p.professional_id = %(user)s
      and p.until > statement_timestamp()
      and case when p.glass_id is not null then p.register = any(%(registers)s::text[])
               else p.basis <> '' and {m}.shown_from is not null and cardinality(%(registers)s::text[]) > 0
          end
      and (g.id is null or (g.withdrawn_at is null and (g.until is null or g.until > statement_timestamp())))
      and not exists (select from access_ban b join people_client c on c.person_id = b.person_id
          where c.id = {m}.client_id and b.register = {m}.register and b.withdrawn_at is null))"""

DOOR = f"({OWN} or {LENT})"

_NAMED = re.compile(r"%\((\w+)\)s")


class _Opens(Func):
    """A piece of the door as a condition; composed of its parts each time it took longer than to answer."""

    SQL = ""

    def __init__(self, scope):
        super().__init__(F("pk"), output_field=BooleanField())
        self.scope = scope

    def as_sql(self, compiler, connection, **context):
        """Return the SQL and its parameters."""
        (key,) = self.get_source_expressions()
        values = door_values(self.scope)
        sql = _NAMED.sub("%s", self.SQL.format(m=compiler.quote_name_unless_alias(key.alias)))
        return sql, tuple(values[name] for name in _NAMED.findall(self.SQL))


class WithinReach(_Opens):
    """Whether the door lets a professional see a matter."""

    SQL = DOOR


class InCare(_Opens):
    """Whether a professional has a care relation of their own in a matter, and so may work on it."""

    SQL = OWN


def door_values(scope):
    """Return the values of the door's parameters for a reader."""
    return {
        "registers": sorted(scope.registers),
        "teams": list(scope.team_ids),
        "user": scope.user_id,
        "professional": scope.professional_id,
    }
