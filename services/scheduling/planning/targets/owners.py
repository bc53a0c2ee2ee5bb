"""Who does an activity at a place: as SQL, for everything that makes tasks or says what tasks there should be."""

from services.scheduling.planning.targets.places import place_in_sql
from services.scheduling.planning.teams.repository import HELD
from shared.directory.queries import held_in_sql, holders_in_sql


def task_holders_in_sql(day: str, roles: str = "true") -> str:
    """CTEs as `holders_in_sql` has them, in which who answers for a team holds what plans name it by."""
    return holders_in_sql(day, roles, HELD)


def owners_in_sql(activity: str, place: str) -> str:
    """SQL of joins that give what `activity` is at `place` (SQL of a school's id) its owners, a row for each task.

    They stand behind the CTEs of `task_holders_in_sql`, and take `:today`. `SLOT` and `owner_in_sql` say what they have found.
    Of what each holder does there is no row where nobody holds the role.
    """
    return f"""
  left join at_school on at_school.school_id = {place} and at_school.role = {activity}.owner_role
  left join of_district on of_district.role = {activity}.owner_role
  left join directory_staff named on named.id = {activity}.named_owner_id and named.active and exists (
    select from directory_roles r where r.staff_id = named.id and (r.school_id is null or r.school_id = {place})
      and {held_in_sql(":today")})
  left join (select distinct {place_in_sql("school_id")} as place, role, staff_id from holding) each_holder
    on {activity}.owned_by = 'each' and each_holder.role = {activity}.owner_role and each_holder.place = {place_in_sql(place)}"""  # noqa: S608  put together from constants of ours


def is_done_in_sql(activity: str) -> str:
    """SQL: somebody is to do it there; what each holder does nobody does where there is no holder."""
    return f"({activity}.owned_by <> 'each' or each_holder.staff_id is not null)"


#: Whose task it is for life, where each holder has one.
SLOT = "each_holder.staff_id"


def owner_in_sql(activity: str) -> str:
    """SQL of who owns it: whoever is named and works there, else who holds the role there, else who does for the district.

    Of a pool nobody, until somebody takes it.
    """
    return f"""case {activity}.owned_by when 'each' then {SLOT} when 'any' then null
       else coalesce(named.id, at_school.staff_id, of_district.staff_id) end"""


def pool_in_sql(activity: str) -> str:
    """SQL of the columns `is_pool` and `role` of its tasks."""
    return f"{activity}.owned_by = 'any' as is_pool, case when {activity}.owned_by = 'any' then {activity}.owner_role end as role"
