"""The roster made of what its sources say: row by row of whoever lists it, field by field of whom the district believes first.

A source that says nothing (null, or no value in a list) leaves the field to the next. What is of a student counts as long as
its source lists the student.
"""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from services.assessment.records.roster_listings import repository
from services.assessment.records.roster_listings.columns import COLUMNS
from services.assessment.records.roster_listings.rules import BY_HAND, LAST
from services.assessment.records.roster_listings.tables import FieldGroup
from services.assessment.records.student_records.statements import execute
from shared.context.context import Context

_NOT_SAID = {"district_id", "id", "source_id", "created_at", "updated_at", "deleted_at", "version", "is_disabled"}
_NOT_SAID |= {"source", "pushed_at", "listed_as", "merged_into", "told", "is_further", "sources", "gone_with"}
_NOT_SAID |= {"created_by", "updated_by"}
_TABLES = (
    *("roster_orgs", "academic_sessions", "roster_courses", "classes", "students", "guardians", "roster_staff"),
    *("roster_roles", "student_schools", "enrollments"),
)
_SAID = {table: tuple(name for name in COLUMNS[table] if name not in _NOT_SAID) for table in _TABLES}


def _place(source: str, field: str = "''") -> str:
    """SQL of the place of a source: for a field with an order of its own by that, else by rank."""
    places = "cast(:places as jsonb)"
    return f"coalesce(({places} -> {field} ->> {source})::int, ({places} -> '' ->> {source})::int, {LAST})"


_LISTED_BY = """exists (select from roster_listings k where k.district_id = l.district_id and k.kind = 'students'
  and k.source = l.source and k.student_id = l.student_id and k.listed)"""
_LISTED_BY_NOBODY = """not exists (select from roster_listings k where k.district_id = l.district_id and k.kind = 'students'
  and k.student_id = l.student_id and k.listed)"""
#: Which row a listing is of, and what says whose it is where students were merged since.
_OF = {"students": "coalesce(l.student_id, l.row_id)"}
_WHOSE = {"student_schools": "student_id", "enrollments": "person_id"}
# Where nobody lists a student any more, their schools are still told that they are gone.
_STANDS = {"student_schools": f"({_LISTED_BY} or {_LISTED_BY_NOBODY})"}
_HANGING = """
insert into touched select l.kind, l.row_id from roster_listings l join (
  select distinct row_id from touched where kind = 'students') t on l.student_id = t.row_id
where l.district_id = :district_id and l.kind in ('student_schools', 'enrollments')"""


def _mine(table: str) -> str:
    whose = ""
    if table in _WHOSE:
        name = _WHOSE[table]
        whose = (
            f" || case when l.student_id is null then '{{}}'::jsonb else jsonb_build_object('{name}', l.student_id) end"
        )
    return f"""mine as materialized (
  select {_OF.get(table, "l.row_id")} as of_id, l.source, l.content{whose} as content,
    l.listed and {_STANDS.get(table, "true")} as stands, {_place("l.source")} as place, l.row_id
  from roster_listings l where l.district_id = :district_id and l.kind = '{table}'
    and {_OF.get(table, "l.row_id")} in (select row_id from touched where kind = '{table}'))"""


_MADE = f"""
firsts as (select distinct on (of_id) * from mine where stands order by of_id, place, source, row_id),
said as (
  select distinct on (m.of_id, e.key) m.of_id, e.key, e.value, m.source
  from mine m cross join lateral jsonb_each(m.content) e
  where m.stands and e.key = any(cast(:said as text[])) and e.value not in ('null'::jsonb, '[]'::jsonb)
  order by m.of_id, e.key, {_place("m.source", "e.key")}, m.source, m.row_id),
made as (
  select f.of_id, f.content, coalesce(jsonb_object_agg(s.key, s.value) filter (where s.key is not null), '{{}}') as fields,
    coalesce(jsonb_object_agg(s.key, s.source) filter (where s.key is not null), '{{}}') as origins
  from firsts f left join said s on s.of_id = f.of_id group by 1, 2)"""


# Who says which field, where several list them.
_SOURCES = """coalesce((select case when count(distinct m.source) > 1 then jsonb_agg(jsonb_build_object(
    'source', m.source, 'source_id', m.content ->> 'source_id', 'fields', (
      select coalesce(jsonb_agg(o.key order by o.key), '[]') from jsonb_each_text(d.origins) o where o.value = m.source))
    order by m.place, m.source, m.row_id) end
  from mine m where m.of_id = d.of_id and m.stands), '[]')"""
_BASE = """'{"grades": [], "subjects": [], "session_ids": [], "is_primary": false}'::jsonb"""


def _written(table: str) -> str:
    more = {
        "students": {
            "source": "d.content ->> 'source'",
            "listed_as": "(d.content ->> 'listed_as')::uuid",
            "sources": _SOURCES,
        },
        "student_schools": {"source": "d.content ->> 'source'"},
    }.get(table, {})
    said = _SAID[table]
    names = ("source_id", *said, *more)
    values = ["d.content ->> 'source_id'", *(f"(d.r).{name}" for name in said), *more.values()]
    disabled = ", is_disabled = false" if "is_disabled" in COLUMNS[table] else ""
    ours, theirs = (", ".join(f"{row}.{name}" for name in names) for row in ("t", "excluded"))
    return f"""with {_mine(table)},{_MADE}
insert into {table} as t (district_id, id, {", ".join(names)}, created_at, updated_at, version)
select :district_id, d.of_id, {", ".join(values)}, cast(:now as timestamptz), :now, 1
from (select *, jsonb_populate_record(null::{table}, {_BASE} || fields) as r from made offset 0) d
on conflict (district_id, id) do update
set {", ".join(f"{name} = excluded.{name}" for name in names)}, deleted_at = null{disabled}, updated_at = excluded.updated_at,
  version = t.version + 1
where t.deleted_at is not null or ({ours}) is distinct from ({theirs})"""


def _ended(table: str) -> str:
    return f"""with {_mine(table)},
over as (select of_id from mine group by 1 having not bool_or(stands))
update {table} t set deleted_at = :now, updated_at = :now, version = t.version + 1 from over o
where t.district_id = :district_id and t.id = o.of_id and t.deleted_at is null"""


_OF_DEMOGRAPHICS = [name for name in COLUMNS["student_demographics"] if name not in _NOT_SAID | {"student_id"}]
_DEMOGRAPHICS = f"""
with mine as (
  select l.student_id as of_id, l.source, l.content from roster_listings l
  where l.district_id = :district_id and l.kind = 'student_demographics' and (l.source = '{BY_HAND}' or {_LISTED_BY})
    and l.student_id in (select row_id from touched where kind in ('students', 'student_demographics'))),
said as (
  select distinct on (m.of_id, e.key) m.of_id, e.key, e.value from mine m cross join lateral jsonb_each(m.content) e
  where e.key = any(cast(:said as text[])) and e.value <> 'null'::jsonb
  order by m.of_id, e.key, {_place("m.source", "e.key")}, m.source),
made as (select m.of_id, (select jsonb_object_agg(s.key, s.value) from said s where s.of_id = m.of_id) as fields
  from mine m group by 1)
insert into student_demographics as t (district_id, id, student_id, {", ".join(_OF_DEMOGRAPHICS)},
  created_at, updated_at, created_by, updated_by, version)
select :district_id, d.of_id, d.of_id, {", ".join(f"(d.r).{name}" for name in _OF_DEMOGRAPHICS)},
  cast(:now as timestamptz), :now, cast(:actor as text), :actor, 1
from (select *, jsonb_populate_record(null::student_demographics, coalesce(fields, '{{}}')) as r from made offset 0) d
on conflict (district_id, student_id) do update
set {", ".join(f"{name} = excluded.{name}" for name in _OF_DEMOGRAPHICS)}, updated_at = excluded.updated_at,
  updated_by = excluded.updated_by, version = t.version + 1
where ({", ".join(f"t.{name}" for name in _OF_DEMOGRAPHICS)})
  is distinct from ({", ".join(f"excluded.{name}" for name in _OF_DEMOGRAPHICS)})"""

# Who answers for a student is one source's to say, as a whole.
_PAIRS = f"""
create temporary table pairs_made on commit drop as
with whose as (select distinct row_id as student_id from touched where kind in ('students', 'student_guardians')),
mine as (
  select l.student_id, (l.content ->> 'guardian_id')::uuid as guardian_id,
    dense_rank() over (partition by l.student_id
      order by {_place("l.source", f"'{FieldGroup.CONTACTS}'")}, l.source) as place
  from roster_listings l join whose w on w.student_id = l.student_id
  join guardians g on g.district_id = l.district_id and g.id = (l.content ->> 'guardian_id')::uuid and g.deleted_at is null
  where l.district_id = :district_id and l.kind = 'student_guardians' and {_LISTED_BY})
select distinct student_id, guardian_id from mine where place = 1"""
_LINK = """insert into student_guardians (district_id, student_id, guardian_id)
select :district_id, student_id, guardian_id from pairs_made on conflict do nothing"""
_UNLINK = """delete from student_guardians l where l.district_id = :district_id and l.student_id in (
  select row_id from touched where kind in ('students', 'student_guardians'))
and not exists (select from pairs_made p where p.student_id = l.student_id and p.guardian_id = l.guardian_id)"""

#: Whose further schools are others than before has changed.
MOVED = """update students t set updated_at = :now, version = t.version + 1
where t.district_id = :district_id and t.deleted_at is null and t.updated_at <> :now and t.id in (
  select coalesce(a.student_id, b.student_id) from further_before b full join ({further}) a
    on (a.student_id, a.school_id) = (b.student_id, b.school_id)
  where a.student_id is null or b.student_id is null)"""
_WRITTEN = {table: _written(table) for table in _TABLES}
_ENDED = {table: _ended(table) for table in _TABLES}


async def combine(ctx: Context) -> None:
    """Make the rows that were touched of what all sources say of them."""
    values = {"places": await repository.places_in_json(ctx)}
    await execute(ctx, _HANGING)
    await execute(ctx, "analyze touched")
    for table in _TABLES:
        await execute(ctx, _WRITTEN[table], **values, said=list(_SAID[table]))
        await execute(ctx, _ENDED[table], **values)
    await execute(ctx, _DEMOGRAPHICS, **values, said=_OF_DEMOGRAPHICS, actor=ctx.actor)
    await execute(ctx, "drop table if exists pg_temp.pairs_made")
    await execute(ctx, _PAIRS, **values)
    await execute(ctx, _LINK)
    await execute(ctx, _UNLINK)
