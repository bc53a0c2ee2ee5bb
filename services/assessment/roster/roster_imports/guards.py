"""What a bundle would leave of a roster, kind by kind, held against what is there: counted on the living, before and after."""
# ruff: noqa: S608  names of tables are this code's own

from services.assessment.records.student_records.attending import ATTENDED
from services.assessment.roster.roster_imports import staging
from services.assessment.roster.roster_imports.errors import RosterWouldShrink
from services.assessment.roster.roster_imports.rules import shrinks
from services.assessment.roster.roster_imports.tables import RosterKind
from services.assessment.roster.roster_imports.work import Import
from services.assessment.roster.roster_thresholds import repository as thresholds
from services.assessment.roster.roster_thresholds.rules import Limits
from shared.school_days.queries import school_days_between
from shared.school_year import first_day_of, later, school_year_of
from shared.texts.words import Words

_ROWS = {
    RosterKind.SCHOOLS: "roster_orgs where type = 'school' and",
    RosterKind.SESSIONS: "academic_sessions where",
    RosterKind.CLASSES: "classes where",
    RosterKind.STUDENTS: "students where",
    RosterKind.GUARDIANS: "guardians where",
    RosterKind.STAFF: "roster_staff where",
    RosterKind.ROLES: "roster_roles where",
    RosterKind.ENROLLMENTS: "enrollments where",
}
_LIVING = " union all ".join(
    f"""select '{kind}' as kind, count(*) filter (where deleted_at is null) as living,
      count(*) filter (where deleted_at = :now) as gone from {rows} district_id = :district_id"""
    for kind, rows in _ROWS.items()
)
# Students who are left without a school, because theirs has gone, with the one they had.
_LOST = """
select b.school_id from (
  select distinct on (row_id) row_id, (before ->> 'school_id')::uuid as school_id, before ->> 'deleted_at' as deleted_at
  from befores where kind = 'students' order by row_id, place) b
join students s on s.district_id = :district_id and s.id = b.row_id and s.deleted_at is null and s.school_id is null
join roster_orgs g on g.district_id = :district_id and g.id = b.school_id and g.deleted_at = :now
where b.deleted_at is null"""
# Beside their own school they are gone from one, too, when they are still listed elsewhere.
_AT_SCHOOLS = f"""
select o.source_id, count(*) filter (where a.gone) as gone, count(*) as before from (
  select s.school_id, s.deleted_at is not null as gone from students s
  where s.district_id = :district_id and s.created_at < :now and (s.deleted_at is null or s.deleted_at = :now)
  union all
  select b.school_id, not exists (select from ({ATTENDED}) n where n.student_id = b.student_id and n.school_id = b.school_id)
  from further_before b join students s on s.district_id = :district_id and s.id = b.student_id
  and s.school_id is distinct from b.school_id
  union all
  select l.school_id, true from ({_LOST}) l) a
join roster_orgs o on o.district_id = :district_id and o.id = a.school_id group by 1 order by 1"""


# The last day of those a bundle lists, of those it drops, and whether it keeps any.
_ENDS = """
select max(ends_on) filter (where deleted_at is null) as last,
  max(ends_on) filter (where deleted_at = :now) as gone,
  coalesce(bool_or(deleted_at is null and created_at < :now), false) as keeps_some
from academic_sessions where district_id = :district_id"""


async def _is_of_last_year(work: Import) -> Words | None:
    """Why a roster whose sessions are all over is an old one: those that stood are of the same time or later, or the school year
    after it has begun. One that says what stands is none.
    """
    (row,) = await staging.fetch(work.ctx, _ENDS)
    if row.last is None or row.last >= work.today:
        return None
    if row.gone and (row.gone > row.last or (row.gone == row.last and not row.keeps_some)):
        return Words(
            f"sessions: the last of them ended on {row.last}, though the roster has some that end on {row.gone}",
            es=f"períodos: el último terminó el {row.last}, aunque el registro tiene otros que terminan el {row.gone}",
        )
    is_whole = not work.delta and work.has("academicSessions")
    if not (is_whole and work.difference and work.difference.is_any):
        return None
    next_first = first_day_of(later(school_year_of(row.last), 1))
    begun = await school_days_between(work.ctx, next_first, work.today) if next_first <= work.today else []
    if not begun:
        return None
    return Words(
        f"sessions: the last of them ended on {row.last}, though school is held again since {begun[0]}",
        es=f"períodos: el último terminó el {row.last}, aunque hay clases de nuevo desde el {begun[0]}",
    )


async def living(work: Import) -> dict[str, int]:
    """How many of each kind the roster lists now."""
    return {row.kind: row.living for row in await staging.fetch(work.ctx, _LIVING)}


async def _of_schools(work: Import, before: dict[str, int], limits: Limits) -> list[Words]:
    """Of which schools too many students would go, and whether too many would be left without one."""
    said: list[Words] = []
    kind = RosterKind.STUDENTS
    lost = await staging.count(work.ctx, f"select count(*) from ({_LOST}) l")
    left = (await living(work))[kind] - lost
    if lost and shrinks(kind, before[kind], left, 0, limits.kinds[kind]):
        said.append(
            Words(
                f"students: {lost} of {before[kind]} are left without a school",
                es=f"estudiantes: {lost} de {before[kind]} quedan sin escuela",
            )
        )
    for row in await staging.fetch(work.ctx, _AT_SCHOOLS, today=work.today):
        if limits.school.is_passed(row.before, row.gone):
            said.append(
                Words(
                    f"students of the school {row.source_id}: {row.gone} of {row.before} no more listed",
                    es=f"estudiantes de la escuela {row.source_id}: {row.gone} de {row.before} ya no figuran",
                )
            )
    return said


async def hold(work: Import, before: dict[str, int]) -> None:
    """Raises `RosterWouldShrink` when a bundle leaves too little of a kind that may not shrink; of changes likewise."""
    limits = await thresholds.limits(work.ctx)
    said: list[Words] = []
    kinds = set()
    for row in await staging.fetch(work.ctx, _LIVING):
        kind = RosterKind(row.kind)
        if kind not in work.may_shrink and shrinks(kind, before[kind], row.living, row.gone, limits.kinds[kind]):
            kinds.add(kind)
            said.append(
                Words(
                    f"{kind}: {before[kind]} before, {row.living} after ({row.gone} of them no more listed)",
                    es=f"{kind}: {before[kind]} antes, {row.living} después ({row.gone} ya no figuran)",
                )
            )
    if RosterKind.SESSIONS not in work.may_shrink and (why := await _is_of_last_year(work)):
        kinds.add(RosterKind.SESSIONS)
        said.append(why)
    if RosterKind.STUDENTS not in work.may_shrink and (schools := await _of_schools(work, before, limits)):
        kinds.add(RosterKind.STUDENTS)
        said += schools
    if work.difference and work.approved == work.difference.digest:
        return
    if said and work.approved:
        said.append(
            Words(
                "the roster has changed since this was approved",
                es="el registro escolar ha cambiado desde que se aprobó",
            )
        )
    if said:
        again = f"allow_shrink={','.join(sorted(kinds))}"
        raise RosterWouldShrink(
            Words(
                f"{'; '.join(said)}. Nothing was changed. If that is meant, send it again with {again}.",
                es=f"{'; '.join(one.es for one in said)}. No se modificó nada. Si es lo que se quiere, "
                f"envíelo de nuevo con {again}.",
            )
        )
