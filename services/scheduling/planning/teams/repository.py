"""SQL of teams."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid as UuidType
from sqlalchemy import any_, delete, literal, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.scheduling.planning.teams.tables import KnownTeamRow, TeamPartRow
from shared.context.context import Context
from shared.ids import new_id

#: Where the roles stand that somebody holds and, in their place, the teams they answer for: for `holders_in_sql`. Whoever leads
#: a team answers for it on days on which they work at its place: they would not see what they own elsewhere.
HELD = """(
  select district_id, id, staff_id, school_id, role, profile, starts_on, ends_on from directory_roles
  union all
  select p.district_id, p.id, p.staff_id, p.school_id, p.role, p.role as profile, greatest(p.starts_on, w.starts_on),
    least(p.ends_on, w.ends_on) from team_parts p
  join directory_roles w on w.district_id = p.district_id and w.staff_id = p.staff_id
    and (w.school_id is null or w.school_id = p.school_id)
    and w.starts_on <= coalesce(p.ends_on, 'infinity') and p.starts_on <= coalesce(w.ends_on, 'infinity')
  where p.leads)"""


async def keep(ctx: Context, facts: dict[str, Any]) -> bool:
    """Take over a team, unless what is there is as new; was it?"""
    statement = insert(KnownTeamRow).values(district_id=ctx.district_id, **facts)
    changed = {name: statement.excluded[name] for name in facts if name != "id"}
    done = statement.on_conflict_do_update(
        index_elements=["district_id", "id"], set_=changed, where=KnownTeamRow.version < statement.excluded.version
    ).returning(KnownTeamRow.id)
    return (await ctx.session.execute(done)).scalar_one_or_none() is not None


async def replace_parts(ctx: Context, team_id: UUID, parts: Iterable[dict[str, Any]]) -> None:
    """Write anew who is on a team and who answers for it."""
    await ctx.session.execute(delete(TeamPartRow).where(TeamPartRow.team_id == team_id))
    rows = [{"district_id": ctx.district_id, "id": new_id(), "team_id": team_id, **part} for part in parts]
    if rows:
        await ctx.session.execute(insert(TeamPartRow), rows)


async def known_teams(ctx: Context, ids: Collection[UUID]) -> set[UUID]:
    """Those of the ids that are teams of the district."""
    query = select(KnownTeamRow.id).where(KnownTeamRow.id == any_(literal(list(ids), ARRAY(UuidType))))
    return set(await ctx.session.scalars(query))
