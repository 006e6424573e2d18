"""Bare views to stand beside: what any careful Django page of the same data would cost at least."""

from uuid import UUID

from django.db import connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path
from django.utils import timezone

from koppi.access.actions import log_reading
from koppi.access.second_lock import acting

# The facts of Koppi's rows, with no more said or drawn than that.
FACTS = """
    select m.client_id, m.reference, m.subject, date_part('year', age(c.birth_date)) as years, c.sex, m.language,
           m.urgency, p.family_name, m.due_at
      from (select m.id from unnest(array(select team_id from people_membership b
                     join people_professional p on p.id = b.professional_id where p.user_id = %s)) as t(team_id)
             cross join lateral (select id from matters_matter m
                   where m.team_id = t.team_id and m.state <> 'closed' and m.snoozed_until is null
                   order by m.priority desc, m.due_at, m.id limit 25) m) as found
      join matters_matter m on m.id = found.id
      join people_client c on c.id = m.client_id
      left join people_professional p on p.user_id = m.caught_by_id
     order by m.priority desc, m.due_at, m.id limit 25
"""
# How many matters each of three lists has, none counted past a hundred.
COUNTS = """
    select (select count(*) from (select 1 from matters_matter m where m.team_id = any(%s::bigint[])
               and m.state <> 'closed' and m.snoozed_until is null limit 100) as team),
           held.mine, held.waiting
      from (select count(*) filter (where state = 'open') as mine, count(*) filter (where state = 'waiting') as waiting
              from matters_matter where caught_by_id = %s::bigint and state <> 'closed') as held
"""
SEARCH = """
    select m.id, m.client_id, m.reference, m.subject, c.given_name, c.family_name from matters_matter m
      join people_client c on c.id = m.client_id where m.reference = %s and m.team_id = any(%s::bigint[])
"""
WORDS = """
    select m.id, m.client_id, m.reference, m.subject, c.given_name, c.family_name from matters_matter m
      join people_client c on c.id = m.client_id
     where koppi_words_within_reach(m.team_id, m.meant_for_id, m.search) @@ %s::tsquery and m.team_id = any(%s::bigint[])
     order by m.opened_at desc, m.id desc limit 50
"""
PAGE = engines["django"].from_string("""
<!doctype html><title>Matters</title><ul>{% for client, reference, subject, years, sex, language, urgency, name, due in rows %}
<li><a href="{% url "desk:matter" reference %}">{{ subject }}</a> {{ years }} {{ sex }} {{ language }} {{ urgency }} {{ name }}
{{ due|date:"j.n.Y H.i" }}</li>{% endfor %}</ul>
""")


def worklist(request):
    """Session, one worklist query, one reading-log line, twenty-five rows in a template."""
    with acting(None), connection.cursor() as cursor:
        cursor.execute(FACTS, [request.user.pk])
        rows = cursor.fetchall()
    logged(request.user, [row[0] for row in rows], "worklist")
    return HttpResponse(PAGE.render({"rows": rows}, request))


def logged(reader, client_ids, what):
    """Write one line of the reading log."""
    log_reading(
        reader=reader, register="patient", client_ids=client_ids, what=what, why="own_team", at=timezone.now()
    )


def submit(request):
    """Three rows in one transaction: a contact, an event and a line of audit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into bare_contact (key, words, at) values (%s, %s, %s)",
            [UUID(request.POST["key"]), request.POST["words"], timezone.now()],
        )
        cursor.execute("insert into bare_event (kind, at) values ('contact.received', %s)", [timezone.now()])
        cursor.execute("insert into bare_audit (who, at) values (%s, %s)", [request.user.pk, timezone.now()])
    return HttpResponse(status=201)


TABLES = """
create table bare_contact (id bigserial primary key, key uuid not null unique, words text not null, at timestamptz);
create table bare_event (id bigserial primary key, kind text not null, at timestamptz not null);
create table bare_audit (id bigserial primary key, who bigint not null, at timestamptz not null);
"""

urlpatterns = [
    path("bare/worklist/", worklist),
    path("bare/submit/", submit),
    path("", include("koppi.config.urls")),
]
