"""SQL of teams."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid as UuidType
from sqlalchemy import any_, delete, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.scheduling.planning.teams.tables import KnownTeamRow, TeamPartRow
from shared.context.context import Context
from shared.directory.queries import held_in_sql
from shared.ids import new_id

#: Where the roles stand that somebody holds and, in their place, the teams they answer for: for `holders_in_sql`.
_HELD = "starts_on, ends_on from"
_WHO = "select district_id, id, staff_id, school_id, role,"
HELD = f"({_WHO} profile, {_HELD} directory_roles union all {_WHO} role as profile, {_HELD} team_parts where leads)"

MEMBERS = text(f"""
select distinct r.staff_id from team_parts r
where r.district_id = :district_id and r.team_id = :team_id and not r.leads and {held_in_sql(":day")}""")


async def members_on(ctx: Context, team_id: UUID, day: date) -> set[UUID]:
    """Who is on a team on a day."""
    values = {"district_id": ctx.district_id, "team_id": team_id, "day": day}
    return set(await ctx.session.scalars(MEMBERS, values))


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
