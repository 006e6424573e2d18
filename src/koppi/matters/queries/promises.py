"""The promises, asked of the database one by one: what `koppi doctor` and the tests look at."""

from django.db import connection

PROMISES = {
    "an open matter has a team that is open": """
        select m.id from matters_matter m join people_team t on t.id = m.team_id
        where m.state <> 'closed' and t.closed_at is not null""",
    "an open matter has a due time and a running clock": """
        select m.id from matters_matter m where m.state <> 'closed' and not exists (
            select from matters_clock c where c.id = m.due_clock_id and c.matter_id = m.id
               and c.met_at is null and c.ended_at is null and c.due_at = m.due_at)""",
    "the due time is the earliest running clock's": """
        select m.id from matters_matter m left join (
            select matter_id, min(due_at) as earliest from matters_clock
             where met_at is null and ended_at is null group by matter_id) c on c.matter_id = m.id
        where m.state <> 'closed' and m.due_at is distinct from c.earliest""",
    "a matter knows by when care must begin": """
        select m.id from matters_matter m left join (
            select matter_id, min(due_at) as earliest from matters_clock
             where met_at is null and ended_at is null
               and rule in ('H2', 'H3', 'H3-doctor', 'H4', 'H4-specialist', 'H5', 'H5-dentist',
                            'H5-dentist-assessed', 'H5-specialist')
             group by matter_id) c on c.matter_id = m.id
        where m.care_due_at is distinct from c.earliest""",
    "an appointment that meets a limit is booked": """
        select m.id from matters_matter m where m.care_time_at is not null and not exists (
            select from appointments_careevent e where e.matter_id = m.id
               and e.state in ('booked', 'arrived') and e.starts_at = m.care_time_at)""",
    "a closed matter holds nothing": """
        select m.id from matters_matter m
         where m.state = 'closed' and (m.catch_id is not null or m.due_at is not null)
        union all
        select m.id from matters_catch c join matters_matter m on m.id = c.matter_id
         where c.released_at is null and m.state = 'closed'
        union all
        select m.id from matters_clock c join matters_matter m on m.id = c.matter_id
         where c.met_at is null and c.ended_at is null and m.state = 'closed'
        union all
        select m.id from matters_handover h join matters_matter m on m.id = h.matter_id
         where h.settled_at is null and m.state = 'closed'""",
    "at most one open catch, and it is the matter's": """
        select m.id from matters_matter m left join (
            select matter_id, count(*) as open, min(id) as id, min(caught_by_id) as holder from matters_catch
             where released_at is null group by matter_id) c on c.matter_id = m.id
        where c.open > 1 or c.id is distinct from m.catch_id or c.holder is distinct from m.caught_by_id""",
    "what is held is held by somebody who is here": """
        select c.matter_id from matters_catch c join identity_user u on u.id = c.caught_by_id
        where c.released_at is null and not u.is_active""",
    "a pending offer has its giver's open catch": """
        select h.matter_id from matters_handover h join matters_catch c on c.id = h.catch_id
        where h.settled_at is null and (c.released_at is not null or c.matter_id <> h.matter_id)""",
    "every event of a matter has its own place": """
        select m.id from matters_matter m left join (
            select matter_id, count(*) as n, max(matter_no) as last, count(distinct matter_no) as places
            from ledger_event where matter_id is not null group by matter_id) e on e.matter_id = m.id
        where coalesce(e.n, 0) <> m.last_event_no or coalesce(e.places, 0) <> coalesce(e.n, 0)
           or coalesce(e.last, 0) <> m.last_event_no""",
    "a snooze ends by the due time": """
        select m.id from matters_matter m where m.snoozed_until > m.due_at""",
    "a pass stands for a relation that is there": """
        select coalesce(p.matter_id, p.client_id) from access_pass p
        where (p.until is null or p.until > now()) and not case p.why
            when 'offer' then exists (select from matters_handover h
                where h.matter_id = p.matter_id and h.settled_at is null)
            when 'question' then exists (select from matters_consultation q
                where q.matter_id = p.matter_id and q.answered_at is null and q.withdrawn_at is null)
            when 'own_client' then exists (select from people_responsibility r
                join people_client named on named.id = r.client_id
                join people_client one on one.person_id = named.person_id
                join people_professional w on w.id = r.professional_id
                where one.id = p.client_id and w.user_id = p.professional_id and r.register = p.register
                  and (r.valid_to is null or r.valid_to > now()))
            when 'crossing' then exists (select from access_crossing x
                left join access_permission g on g.id = x.permission_id
                where x.id = p.crossing_id and x.ended_at is null and x.until >= p.until
                  and x.register = p.register and g.withdrawn_at is null
                  and not exists (select from access_ban b where b.person_id = x.person_id
                                     and b.register = x.register and b.withdrawn_at is null))
            when 'break_glass' then exists (select from access_breakglass g
                where g.id = p.glass_id and g.ended_at is null and g.until >= p.until
                  and g.register = p.register
                  and not exists (select from access_ban b where b.person_id = g.person_id
                                     and b.register = g.register and b.withdrawn_at is null))
            when 'appointment' then exists (select from appointments_careevent e
                join people_professional w on w.id = e.professional_id
                where e.matter_id = p.matter_id and w.user_id = p.professional_id
                  and e.state in ('booked', 'arrived', 'fulfilled'))
            else false end""",
    "a relation that opens a client's data has its pass": """
        select h.matter_id from matters_handover h where h.settled_at is null and not exists (
            select from access_pass p where p.matter_id = h.matter_id and p.why = 'offer'
               and (p.until is null or p.until > now()))
        union all
        select q.matter_id from matters_consultation q
         where q.answered_at is null and q.withdrawn_at is null and not exists (
            select from access_pass p where p.matter_id = q.matter_id and p.why = 'question'
               and (p.until is null or p.until > now()))
        union all
        select r.client_id from people_responsibility r join people_professional w on w.id = r.professional_id
         where (r.valid_to is null or r.valid_to > now()) and w.ended_at is null and not exists (
            select from access_pass p where p.client_id = r.client_id and p.professional_id = w.user_id
               and p.register = r.register and p.why = 'own_client' and (p.until is null or p.until > now()))
        union all
        select x.id from access_crossing x where x.ended_at is null and x.until > now() and not exists (
            select from access_pass p where p.crossing_id = x.id and p.until > now())
        union all
        select g.id from access_breakglass g where g.ended_at is null and g.until > now() and not exists (
            select from access_pass p where p.glass_id = g.id and p.until > now())""",
    "advice has no client, and nothing else lacks one": """
        select m.id from matters_matter m
        where (m.register = 'advice') <> (m.client_id is null)
           or m.register = 'advice' and m.shown_from is not null""",
    "a pass opens the register of its matter": """
        select p.matter_id from access_pass p join matters_matter m on m.id = p.matter_id
        where p.register <> m.register""",
}


def broken_promises():
    """Return the promises that do not hold, each with the ids of up to ten matters; normally none.

    The keys keep all but the last ones even against a mistake in the code; asking proves it.
    """
    broken = []
    with connection.cursor() as cursor:
        for promise, sql in PROMISES.items():
            cursor.execute(f"{sql} limit 10")
            if ids := [row[0] for row in cursor.fetchall()]:
                broken.append((promise, ids))
    return broken
