"""Whose rows they are: an id that two people, classes or schools claim says of no row which of them is meant."""
# ruff: noqa: S608  names of tables are this code's own

from services.assessment.roster.roster_imports import staging
from services.assessment.roster.roster_imports.reading import Fault
from services.assessment.roster.roster_imports.work import Import

AMBIGUOUS = "source_id_ambiguous"
_TWO_PEOPLE = "Different rows of people have this sourcedId: it does not say who is meant. Nothing of them was taken."
_STUDENT = "This sourcedId is a student's. A student is made no staff: give the staff member a sourcedId of their own."
_TWO_THINGS = "Different rows have this sourcedId: it does not say which is meant. None of them was taken."
_PERSON = {"users": "id", "roles": "person_id", "demographics": "id", "enrollments": "person_id"}
_COLUMN = {"users": "sourcedId", "demographics": "sourcedId"}

#: What cannot differ between two rows of one thing.
_DIFFER = {
    "orgs": "count(distinct (type, lower(name))) > 1 or count(distinct identifier) > 1",
    "academicSessions": "count(distinct (type, starts_on, ends_on)) > 1",
    "courses": "count(distinct lower(title)) > 1 or count(distinct course_code) > 1",
    "classes": "count(distinct (school_id, lower(title))) > 1 or count(distinct class_code) > 1",
    "users": "count(distinct (lower(given_name), lower(family_name))) > 1 or count(distinct local_id) > 1",
}
# A row that was refused claims its id as well as one that was taken.
_CLAIMED = {
    file: f"""
insert into ambiguous
select id from stage_{file.lower()} where not deleted group by id having {differ}
union select s.id from stage_{file.lower()} s join protected p on p.kind = '{file}' and p.id = s.id where not s.deleted"""
    for file, differ in _DIFFER.items()
}

# Listed as staff alone, while the roster knows a student of that id: most likely two people, and the student stays.
_BECOMES_STAFF = """
insert into ambiguous
select distinct r.person_id from stage_roles r
join public.students t on t.district_id = :district_id and t.id = r.person_id and t.deleted_at is null
where not r.deleted and r.kind = 'staff'
and not exists (select from stage_roles k where k.person_id = r.person_id and k.kind = 'student' and not k.deleted)"""

_IS_STUDENT = (
    "exists (select from stage_roles k where k.person_id = s.person_id and k.kind = 'student' and not k.deleted)"
)
_TEACHES = f"""s.role in ('teacher', 'aide', 'administrator') and not s.deleted and ({_IS_STUDENT} or (
  exists (select from students t where t.district_id = :district_id and t.id = s.person_id and t.deleted_at is null)
  and not exists (select from stage_roles k where k.person_id = s.person_id and not k.deleted)
  and not exists (select from roster_staff t
    where t.district_id = :district_id and t.id = s.person_id and t.deleted_at is null)))"""

_AGENTS = """
update stage_users s set agents = array(
  select a from unnest(s.agents) a where not exists (select from ambiguous x where x.id = a))
where s.row_no > 0 and exists (select from unnest(s.agents) a join ambiguous x on x.id = a)
returning s.row_no, s.source_id"""


async def refuse_claimed(work: Import, file: str) -> None:
    """Take the rows of a file out that belong to an id of two people, or of two things."""
    if file in _CLAIMED:
        await staging.execute(work.ctx, _CLAIMED[file])
    if file in _PERSON:
        await _refuse_ambiguous(work, file, _TWO_PEOPLE)
    elif file in _CLAIMED:
        among = "not s.deleted and exists (select from ambiguous x where x.id = s.id)"
        await _reject(work, file, "sourcedId", _TWO_THINGS, among)


async def refuse_students_as_staff(work: Import) -> None:
    """Once all files are staged: a student becomes no staff, and nobody answers for whom it is not clear."""
    await staging.execute(work.ctx, _BECOMES_STAFF)
    for file in _PERSON:
        await _refuse_ambiguous(work, file, _STUDENT)
    await _reject(work, "roles", "userSourcedId", _STUDENT, f"s.kind = 'staff' and not s.deleted and {_IS_STUDENT}")
    await _reject(work, "enrollments", "userSourcedId", _STUDENT, _TEACHES)
    detail = "Different people have one of these sourcedIds. The row was taken without it."
    found = await staging.fetch(work.ctx, _AGENTS)
    work.add_slips([Fault("users", r.row_no, "agentSourcedIds", AMBIGUOUS, detail, r.source_id) for r in found])


async def _refuse_ambiguous(work: Import, file: str, detail: str) -> None:
    among = f"not s.deleted and exists (select from ambiguous x where x.id = s.{_PERSON[file]})"
    of = None if file == "users" else ("users", _PERSON[file])
    await _reject(work, file, _COLUMN.get(file, "userSourcedId"), detail, among, of=of)


async def _reject(
    work: Import, file: str, column: str, detail: str, condition: str, *, of: tuple[str, str] | None = None
) -> None:
    work.add_faults(file, *await staging.reject(work.ctx, file, column, AMBIGUOUS, detail, condition, of=of))
