"""SQL that makes students, guardians and staff of the users, roles and demographics a bundle staged."""
# ruff: noqa: S608  names of tables and columns are this code's own; values are always bound

from services.assessment.records.student_records.attending import LIVES
from services.assessment.records.student_records.tables import GuardianRow, StudentRow
from services.assessment.roster.roster_imports import schooling
from services.assessment.roster.roster_imports.staging import count, execute
from shared.context.context import Context

PEOPLE = ("students", "guardians", "roster_staff")
_KEPT = {"district_id", "id", "source_id", "created_at", "updated_at", "deleted_at", "version", "is_disabled"}
_KEPT |= {"source", "pushed_at", "listed_as", "merged_into", "sources"}
STUDENT_COLUMNS = [column.name for column in StudentRow.__table__.columns if column.name not in _KEPT]
GUARDIAN_COLUMNS = [column.name for column in GuardianRow.__table__.columns if column.name not in _KEPT]
STAFF_COLUMNS = ["given_name", "family_name", "email"]
ROLE_COLUMNS = ["person_id", "org_id", "role", "begins_on", "ends_on"]

# The school an organisation is or lies in; null for the district and what stands beside its schools.
_PLACES = """
with recursive up (org_id, at, type, parent_id, depth) as (
  select id, id, type, parent_id, 0 from roster_orgs where district_id = :district_id
  union all
  select u.org_id, o.id, o.type, o.parent_id, u.depth + 1 from up u
  join roster_orgs o on o.district_id = :district_id and o.id = u.parent_id where u.type <> 'school' and u.depth < 6)
select distinct on (org_id) org_id, at as school_id from up where type = 'school' order by org_id, depth"""

_COMPLETE = """
insert into stage_users (row_no, id, source_id, deleted, given_name, family_name, middle_name, preferred_given_name,
  preferred_middle_name, preferred_family_name, local_id, grade, agents)
select 0, t.id, t.source_id, false, t.given_name, t.family_name, t.middle_name, t.preferred_given_name,
  t.preferred_middle_name, t.preferred_family_name, t.local_id, t.grade, '{}'
from students t
where t.district_id = :district_id and t.deleted_at is null and not exists (select from stage_users u where u.id = t.id)
and (exists (select from stage_roles r where r.person_id = t.id and r.kind in ('student', 'staff') and not r.deleted)
  or exists (select from stage_demographics d where d.id = t.id and not d.deleted))"""

_COMPLETE_GUARDIANS = """
insert into stage_users (row_no, id, source_id, deleted, given_name, family_name, email, agents)
select 0, t.id, t.source_id, false, t.given_name, t.family_name, t.email, '{}' from guardians t
where t.district_id = :district_id and t.deleted_at is null and not exists (select from stage_users u where u.id = t.id)
and exists (select from stage_roles r where r.person_id = t.id and r.kind = 'staff' and not r.deleted)"""

_KINDS = """
select person_id as id, bool_or(kind = 'student' and is_held) as student, bool_or(kind = 'guardian' and is_held) as guardian,
  bool_or(kind = 'staff' and is_held) as staff, bool_or(kind = 'student' and is_primary and not is_held) as student_no_more
from (select *, ends_on is null or ends_on >= cast(:today as date) as is_held from stage_roles where not deleted) r group by 1"""

# A listed user without a role stays what they were; in a delta their roles only ever add to it, but for a student whose first
# role has ended. Who was gone and is listed again without a role is what they were.
_IS = """case when u.deleted then false
  when k.id is not null and {bulk} then k.{kind}
  else coalesce(k.{kind}, false) or ({unless} and exists (
    select from {table} t where t.district_id = :district_id and t.id = u.id
    and (t.deleted_at is null or not {bulk} and k.id is null and u.row_no > 0))) end"""

_UNLESS = {"student": "not coalesce(k.student_no_more, false)"}

_PERSONS = """
select u.*, k.id is not null as has_role, coalesce(k.student_no_more and not k.student, false) as student_no_more,
  {student} as is_student,
  u.row_no > 0 and {guardian} as is_guardian,
  case when u.row_no > 0 then {staff} else coalesce(k.staff, false) and not exists (
    select from roster_staff t where t.district_id = :district_id and t.id = u.id and t.deleted_at is null) end as is_staff
from stage_users u left join ({kinds}) k on k.id = u.id"""

# Who is not in the bundle themselves moves by no further role.
_STAYS = "(x.row_no = 0 and r.school_id = was.school_id) is true desc"

_STUDENTS = """
select p.row_no, p.id, p.source_id, false as deleted, p.given_name, p.family_name, p.middle_name,
  p.preferred_given_name, p.preferred_middle_name, p.preferred_family_name, p.local_id, p.grade,
  coalesce(home.school_id, kept.school_id, r.school_id, case when :keep_school or exists (
    select from protected x where x.kind = 'users' and x.id = p.id) or exists (
    select from spared x where x.file = 'users' and x.csv_column = 'primaryOrgSourcedId' and x.id = p.id)
    then o.school_id end) as school_id,
  case when d.id is not null then d.birth_date when {keep} then o.birth_date end as birth_date,
  case when d.id is not null then d.sex when {keep} then o.sex end as sex
from stage_persons p
left join students o on o.district_id = :district_id and o.id = p.id
left join stage_demographics d on d.id = p.id and not d.deleted
left join stage_places home on home.org_id = p.org_id
left join lateral (select o.school_id where p.row_no = 0 and not exists (
  select from student_schools k where k.district_id = :district_id and k.student_id = p.id and k.school_id = o.school_id)
  ) kept on true
left join (
  select distinct on (r.student_id) r.student_id, r.school_id from student_schools r
  join stage_persons x on x.id = r.student_id
  left join students was on was.district_id = :district_id and was.id = r.student_id
  where r.district_id = :district_id and r.deleted_at is null and {lives}
  order by r.student_id, {rank}) r on r.student_id = p.id
where p.is_student"""

_STAFF_ROLES = """
select s.row_no, s.id, s.source_id, s.deleted, s.person_id, s.org_id, s.role, s.ends_on,
  least(coalesce(s.begins_on, o.begins_on, (
    select coalesce(max(a.starts_on) filter (where a.starts_on <= cast(:today as date)), min(a.starts_on))
    from academic_sessions a where a.district_id = :district_id and a.type = 'schoolYear' and a.deleted_at is null
    ), cast(:today as date)), s.ends_on) as begins_on
from stage_roles s left join roster_roles o on o.district_id = :district_id and o.id = s.id
where s.deleted or s.kind = 'staff'"""

_PAIRS = """
select s.id as student_id, g.id as guardian_id from (
  select u.id as one, a as other from stage_users u, unnest(u.agents) a where not u.deleted
  union all select a, u.id from stage_users u, unnest(u.agents) a where not u.deleted) both_ways
join students s on s.district_id = :district_id and s.id = both_ways.one and s.deleted_at is null
join guardians g on g.district_id = :district_id and g.id = both_ways.other and g.deleted_at is null"""

#: Keeps which links there were before; of a student who is new there were none.
LINKS_BEFORE = """insert into befores (kind, row_id, other_id, before)
select 'student_guardians', p.student_id, p.guardian_id, jsonb_build_object('linked', {linked}) from {part} p
where exists (select from students s where s.district_id = :district_id and s.id = p.student_id and s.created_at < :now)"""

# Named as answering for somebody, and nobody: neither in the bundle, be it at fault or as one who goes, nor among those who stay.
_STRANGERS = """
select distinct named as id from (select unnest(agents) as named from stage_users where not deleted) a
where not exists (select from stage_users u where u.id = a.named)
and not exists (select from protected p where p.kind = 'users' and p.id = a.named)""" + "".join(
    f""" and not (:stay and exists (
  select from {table} t where t.district_id = :district_id and t.id = a.named and t.deleted_at is null))"""
    for table in PEOPLE
)
#: The condition that whom an agent's id names (`named`) is somebody.
IS_SOMEBODY = "named not in (select id from stage_strangers)"

_GONE = "exists (select from {} p where p.district_id = :district_id and p.id = l.{} and p.deleted_at is not null)"


# A file that does not say who is disabled, and a cell that cannot be read, leave those disabled who were.
_STILL_DISABLED = """
update stage_users s set enabled = false where s.enabled is null and not s.deleted and (:silent or exists (
  select from spared x where x.file = 'users' and x.csv_column = 'enabledUser' and x.id = s.id))
and exists (select from {table} t where t.district_id = :district_id and t.id = s.id and t.is_disabled)"""

_NOTE_DISABLED = """
update {table} t set is_disabled = s.enabled is false from stage_users s
where t.district_id = :district_id and t.id = s.id and not (s.deleted and s.enabled is null)
and t.is_disabled <> (s.enabled is false)"""


async def keep_disabled(ctx: Context, *, silent: bool) -> None:
    """Stage as disabled whoever was and is not said to be enabled. `silent`: the file says it of nobody."""
    for table in PEOPLE:
        await execute(ctx, _STILL_DISABLED.format(table=table), silent=silent)


async def note_disabled(ctx: Context) -> None:
    """Write who is disabled, for files that will not say so."""
    for table in PEOPLE:
        await execute(ctx, _NOTE_DISABLED.format(table=table))


async def stage_strangers(ctx: Context, *, stay: bool) -> int:
    """Stage the agents who are nobody; returns how many there are. `stay`: so does who is not in the bundle."""
    await _table(ctx, "stage_strangers", _STRANGERS, stay=stay)
    return await count(ctx, "select count(*) from stage_strangers")


async def find_places(ctx: Context) -> None:
    """Stage the school that each organisation is or lies in."""
    await _table(ctx, "stage_places", _PLACES)


async def derive(ctx: Context, *, partial: bool, today: object) -> None:
    """Stage who is a student, a guardian, staff. `partial`: the bundle does not list everybody."""
    await find_places(ctx)
    if partial:
        await execute(ctx, _COMPLETE)
        await execute(ctx, _COMPLETE_GUARDIANS)
    is_ = {
        kind: _IS.format(kind=kind, table=table, bulk=not partial, unless=_UNLESS.get(kind, "true"))
        for kind, table in zip(("student", "guardian", "staff"), PEOPLE, strict=True)
    }
    await execute(ctx, "update stage_users set deleted = true where enabled is false")
    await _table(ctx, "stage_persons", _PERSONS.format(kinds=_KINDS, **is_), today=today)
    left = "select id, true as deleted from stage_persons where deleted or student_no_more"
    await _table(ctx, "stage_left", left)


async def stage_kinds(
    ctx: Context, *, partial: bool, keep_demographics: bool, keep_school: bool, today: object
) -> None:
    """Stage students, guardians, staff and their roles, once it is known who is what, and which school's."""
    keep = "true"
    if not keep_demographics:
        keep = "exists (select from protected x where x.kind in ('demographics', 'users') and x.id = p.id)"
    await _table(
        ctx,
        "stage_students",
        _STUDENTS.format(keep=keep, rank=schooling.RANK.format(same=_STAYS), lives=LIVES),
        keep_school=partial or keep_school,
        today=today,
    )
    for kind, columns in (("guardian", GUARDIAN_COLUMNS), ("staff", STAFF_COLUMNS)):
        names = ", ".join(("row_no", "id", "source_id", "false as deleted", *columns))
        await _table(ctx, f"stage_{kind}", f"select {names} from stage_persons where is_{kind}")
    await _table(ctx, "stage_staff_roles", _STAFF_ROLES, today=today)


async def stage_roles_left(ctx: Context) -> str:
    """Stage the roles a delta of OneRoster 1.1 takes away: it lists of a user all there are. Returns the table."""
    await _table(
        ctx,
        "stage_roles_left",
        """select t.id, true as deleted from roster_roles t where t.district_id = :district_id
        and exists (select from stage_roles s where s.person_id = t.person_id or s.id = t.id and s.deleted)
        and not exists (select from stage_staff_roles s where s.id = t.id and not s.deleted)""",
    )
    return "stage_roles_left"


async def drop_left(ctx: Context) -> None:
    """Take enrolments out of whoever is disabled here, whose roles have ended, or whom nobody keeps: they are no fault."""
    await execute(
        ctx,
        """delete from stage_enrollments s using stage_persons p where p.id = s.person_id and not s.deleted
        and (p.enabled is false or p.has_role and not (p.is_student or p.is_guardian or p.is_staff))""",
    )


async def link(ctx: Context, *, delta: bool, silent: bool) -> None:
    """Write who answers for whom, whichever side says so; drop what neither side says any more.

    `silent`: the file says of nobody who answers for them.
    """
    await _table(ctx, "stage_pairs", _PAIRS)
    await execute(
        ctx,
        f"""with made as (insert into student_guardians (district_id, student_id, guardian_id)
          select :district_id, student_id, guardian_id from stage_pairs on conflict do nothing returning *)
        {LINKS_BEFORE.format(part="made", linked="false")}""",
    )
    said = """not exists (select from protected p where p.kind = 'users' and p.id in (l.student_id, l.guardian_id))
      and not exists (select from spared p where p.file = 'users' and p.csv_column = 'agentSourcedIds'
        and p.id in (l.student_id, l.guardian_id))"""
    if delta:
        said += """ and exists (
          select from stage_users u where u.id = l.student_id and u.agents <> '{}' and not u.deleted)"""
    if silent:
        said = f"({_GONE.format('students', 'student_id')} or {_GONE.format('guardians', 'guardian_id')})"
    await execute(
        ctx,
        f"""with gone as (delete from student_guardians l where l.district_id = :district_id and {said}
        and not exists (select from stage_pairs p where p.student_id = l.student_id and p.guardian_id = l.guardian_id)
        returning *) {LINKS_BEFORE.format(part="gone", linked="true")}""",
    )


async def _table(ctx: Context, name: str, query: str, **values: object) -> None:
    await execute(ctx, f"drop table if exists pg_temp.{name}")
    await execute(ctx, f"create temporary table {name} on commit drop as {query}", **values)
    await execute(ctx, f"analyze {name}")
