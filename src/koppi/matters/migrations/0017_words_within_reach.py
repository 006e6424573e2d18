"""The index of words knows for whom a matter is at hand, so that a search reads what its reader may see and no more.

Each word stands in it once for the team (`t7/kuume`) and once for whom the matter is meant (`p3/kuume`), and each of
the two once alone. Before, a common word was looked up in the whole county and then judged: a second among ten million
matters. What is found is the same. The index keeps no order of words, so a phrase is looked for in `search` too.
"""

from importlib import import_module

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

WORDS = """
create function koppi_words_within_reach(team_id bigint, meant_for_id bigint, search tsvector) returns tsvector
    language sql immutable parallel safe as $$
    select array_to_tsvector(array(
        select reach || word
          from unnest(array['t' || team_id || '/', 'p' || meant_for_id || '/']) as reach,
               unnest(tsvector_to_array(search) || array['']) as word
         where reach is not null))
$$;
"""

FINDER = r"""
create or replace function koppi_find_matters(said text, beginnings text, most integer) returns setof bigint
    language plpgsql stable security definer
    set search_path = public, pg_temp set plan_cache_mode = force_custom_plan as $$
declare
    wanted tsquery := websearch_to_tsquery('finnish', said) || websearch_to_tsquery('swedish', said)
                      || to_tsquery('simple', beginnings);
    registers text[] := koppi_words('koppi.registers');
    teams bigint[] := koppi_ids('koppi.teams');
    me bigint := koppi_id('koppi.user');
    professional bigint := koppi_id('koppi.professional');
    without_order text := regexp_replace(wanted::text, ' <(-|\d+)> ', ' & ', 'g');
    within_reach tsquery := '';
    reach text;
begin
    foreach reach in array array(select 't' || team || '/' from unnest(teams) as team) || ('p' || professional || '/')
    loop
        continue when reach is null;
        within_reach := within_reach || (
            quote_literal(reach)::tsquery
            && regexp_replace(without_order, '''((?:[^'']|'''')+)''', '''' || reach || '\1''', 'g')::tsquery);
    end loop;
    return query
        select found.id from (
            select m.id, m.is_open, m.opened_at from matters_matter m
             where koppi_words_within_reach(m.team_id, m.meant_for_id, m.search) @@ within_reach
               and m.search @@ wanted and m.register = any (registers)
            union
            select m.id, m.is_open, m.opened_at from (
                select o.id, o.is_open, o.opened_at, o.register, o.search from matters_matter o
                 where o.caught_by_id = me offset 0) m
             where m.search @@ wanted and m.register = any (registers)
            union
            select m.id, m.is_open, m.opened_at from access_pass p cross join lateral (
                select o.id, o.is_open, o.opened_at from matters_matter o
                 where o.id = p.matter_id and o.register = p.register
                   and o.search @@ wanted and o.register = any (registers) offset 0) m
             where (p.professional_id = me or p.team_id = any (teams))
               and (p.until is null or p.until > statement_timestamp())
            union
            select m.id, m.is_open, m.opened_at from access_pass p cross join lateral (
                select o.id, o.is_open, o.opened_at from matters_matter o
                 where o.client_id = p.client_id and o.register = p.register
                   and o.search @@ wanted and o.register = any (registers) offset 0) m
             where p.professional_id = me and p.basis = '' and p.glass_id is null
               and (p.until is null or p.until > statement_timestamp())
        ) as found
         order by found.is_open nulls last, found.opened_at desc, found.id desc
         limit most;
end $$;
"""

WAY_BY_WAY = import_module("koppi.matters.migrations.0009_search_by_reach").FINDER


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("matters", "0016_dentists")]

    operations = [
        migrations.RunSQL(
            WORDS, "drop function koppi_words_within_reach(bigint, bigint, tsvector)"
        ),
        AddIndexConcurrently(
            "matter",
            GinIndex(
                models.Func(
                    models.F("team_id"),
                    models.F("meant_for_id"),
                    models.F("search"),
                    function="koppi_words_within_reach",
                ),
                name="matter_words_within_reach",
            ),
        ),
        migrations.RunSQL(FINDER, WAY_BY_WAY),
        RemoveIndexConcurrently("matter", "matter_words"),
    ]
