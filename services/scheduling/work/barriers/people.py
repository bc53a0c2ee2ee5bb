"""Who has to act next on a barrier, by name: whoever keeps the level it is on, the assignee, the raiser."""

from typing import Any

from sqlalchemy import text

from services.scheduling.work.barriers.tables import BarrierLevel, BarrierRow, BarrierState, Move
from services.scheduling.work.barriers.transitions import MOVES
from services.scheduling.work.delegations.repository import covering_in_sql
from shared.auth.profiles import (
    DISTRICT_COORDINATOR,
    DISTRICT_TEAM_MEMBER,
    EXECUTIVE_LEADER,
    LEADS_IN_TURN,
)
from shared.context.context import Context
from shared.context.transitions import Nobody, Who
from shared.db.literals import literals
from shared.directory.queries import held_in_sql, not_left_in_sql
from shared.events.next_to_act import Because, NextToAct, each_once

#: States in which whoever keeps the level acts, unless somebody is assigned.
OPEN_TO_KEEPERS = (
    *(BarrierState.RAISED, BarrierState.TRIAGED, BarrierState.ASSIGNED),
    *(BarrierState.ESCALATED, BarrierState.REOPENED, BarrierState.DECIDED),
)
#: Whose a level is for the district, those turned to first before the others. Outside a coordinator asks the contact.
OF_DISTRICT = {
    BarrierLevel.DISTRICT_TEAM: (DISTRICT_COORDINATOR, DISTRICT_TEAM_MEMBER),
    BarrierLevel.EXECUTIVE: (EXECUTIVE_LEADER,),
    BarrierLevel.OUTSIDE: (DISTRICT_COORDINATOR,),
}
_LEVELS = "\n      ".join(
    f"when b.level = '{level}' and r.profile in ({literals(profiles)}) then 1"
    for level, profiles in OF_DISTRICT.items()
)
_TURNS = "\n      ".join(f"when '{profile}' then {place}" for place, profile in enumerate(LEADS_IN_TURN, start=1))
_PROFILES = literals(sorted({*LEADS_IN_TURN, *(one for profiles in OF_DISTRICT.values() for one in profiles)}))


def keepers_in_sql(barriers: str, day: str) -> str:
    """CTEs ending in `keepers (barrier_id, staff_id, role, school_id, place)`: who acts on each of `barriers` (a CTE's name).

    On a school's level whoever leads the one school, in turn; what several schools share is the district's, and so is what
    nobody holds the role for: then `place` is 9. An open district's barrier without anybody is nobody's.
    """
    return f"""
places as (
  select b.id, b.level, count(s.school_id) as schools, min(s.school_id::text)::uuid as school_id
  from {barriers} b left join barrier_schools s on s.barrier_id = b.id group by b.id, b.level),
in_charge as materialized (
  select r.staff_id, r.role, r.profile, r.school_id from directory_roles r
  where exists (select from {barriers}) and r.profile in ({_PROFILES}) and {held_in_sql(day)} and {not_left_in_sql()}),
candidates as (
  select b.id as barrier_id, r.staff_id, r.role, r.school_id, case r.profile
      {_TURNS} end as place
  from places b join in_charge r on r.school_id = b.school_id where b.level = 'school' and b.schools = 1
  union all
  select b.id, r.staff_id, r.role, r.school_id, case
      {_LEVELS}
      when r.profile = '{DISTRICT_COORDINATOR}' then case when b.level = 'school' and b.schools <> 1 then 1 else 9 end end
  from places b join in_charge r on r.school_id is null),
keepers as (
  select distinct barrier_id, staff_id, role, school_id, place from (
    select c.*, min(c.place) over (partition by c.barrier_id) as first from candidates c where c.place is not null) turned
  where place = first)"""


KEEPERS = text(f"""
with recursive {covering_in_sql(day="cast(:today as date)", since="cast(:now as timestamptz)")},
asked as (select id, level from barriers where district_id = :district_id and id = :barrier_id),
{keepers_in_sql("asked", "cast(:today as date)")}
select k.staff_id, k.role, k.school_id, k.place, null::uuid as covers_id from keepers k
union all
select c.staff_id, k.role, k.school_id, k.place, k.staff_id from keepers k
join covering c on c.owner_id = k.staff_id and k.school_id is not null and (c.school_id is null or c.school_id = k.school_id)
order by 5 nulls first, 1""")


async def next_to_act(ctx: Context, row: BarrierRow, move: Move) -> list[NextToAct]:
    """Whom a move that was just made leaves to act, as its transition says; a barrier raised is its level's to look at,
    one whose clock ran out still its level's to answer."""
    who = MOVES[move].next_to_act if move in MOVES else Who.ANSWERING if move is Move.RAN_OUT else Who.KEEPERS
    if isinstance(who, Nobody) or who is None:
        return []
    if who is Who.RAISER:
        return _one(row.raised_by_id, Because.RAISED) or await keepers(ctx, row)
    if who in (Who.ASSIGNEE, Who.ANSWERING) and row.assignee_id is not None:
        return _one(row.assignee_id, Because.ASSIGNED)
    return await keepers(ctx, row)


async def keepers(ctx: Context, row: BarrierRow) -> list[NextToAct]:
    """Who answers on the level it is on, and whoever covers for them at the school."""
    values = {"district_id": ctx.district_id, "barrier_id": row.id, "today": await ctx.today(), "now": ctx.now}
    found = (await ctx.session.execute(KEEPERS, values)).all()
    return each_once(
        NextToAct(
            person_id=one.staff_id,
            because=Because.COVER if one.covers_id else Because.NOBODY_ELSE if one.place == 9 else Because.ROLE,
            role=one.role,
            school_id=one.school_id,
            covers_id=one.covers_id,
        )
        for one in found
    )


def _one(person_id: Any, because: Because) -> list[NextToAct]:
    return [NextToAct(person_id=person_id, because=because)] if person_id is not None else []
