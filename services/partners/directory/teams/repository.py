"""SQL of teams."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select, text, update

from services.partners.directory.teams.rules import LEADER
from services.partners.directory.teams.schemas import Team, TeamList, TeamMember
from services.partners.directory.teams.tables import TeamMemberRow, TeamRow
from shared.context.context import Context
from shared.context.days import day_in_sql
from shared.context.leads import Branch, Lead, at_each
from shared.context.listing import listing, parts
from shared.directory.queries import held_in_sql

#: How long a guest's name is kept after their last day.
REMEMBERED = timedelta(days=365)
TODAY = day_in_sql("{now}")


def _led_in_sql(day: str) -> str:
    """SQL: somebody leads the team `s` on a day."""
    return f"""exists (select from team_members m where m.district_id = s.district_id and m.team_id = s.id
    and '{LEADER}' = any(m.meeting_roles) and {held_in_sql(day, "m")})"""


LEADERLESS = f"({held_in_sql(TODAY, 's')} and not {_led_in_sql(TODAY)})"
LED_ON = text(f"""
select s.id from teams s
where s.district_id = :district_id and s.id = any(cast(:team_ids as uuid[])) and {_led_in_sql("cast(:day as date)")}""")

LISTING = listing(
    TeamRow,
    Team,
    TeamList,
    order=("name",),
    computed={"members": parts(TeamMemberRow, TeamMember, "p.team_id = s.id")},
    filters={
        # The district's own teams are everybody's to know who reads teams.
        "school_ids": Lead((at_each("s.school_id"), Branch("s.school_id is null"))),
        "own_school_ids": Lead((at_each("s.school_id"),)),
        "held_on": held_in_sql("{}::date", "s"),
        "staff_id": Lead(
            (Branch("s.id = of.id", "(select distinct team_id as id from team_members where staff_id = {}::uuid) of"),)
        ),
        "leaderless=true": LEADERLESS,
        "leaderless=false": f"not {LEADERLESS}",
    },
)


async def members_of(ctx: Context, team_id: UUID) -> list[TeamMemberRow]:
    """Who is on a team, was or will be."""
    query = select(TeamMemberRow).where(TeamMemberRow.team_id == team_id).order_by(TeamMemberRow.id)
    return list(await ctx.session.scalars(query))


async def with_staff(ctx: Context, staff_ids: Collection[UUID], today: date) -> list[TeamRow]:
    """The teams, locked, on which one of these people is today or will be."""
    theirs = select(TeamMemberRow.team_id).where(
        TeamMemberRow.staff_id.in_(staff_ids), or_(TeamMemberRow.ends_on.is_(None), TeamMemberRow.ends_on >= today)
    )
    query = select(TeamRow).where(TeamRow.id.in_(theirs)).order_by(TeamRow.id).with_for_update()
    return list(await ctx.session.scalars(query))


async def standing(ctx: Context, today: date) -> list[TeamRow]:
    """The teams there are on a day."""
    query = select(TeamRow).where(TeamRow.starts_on <= today, or_(TeamRow.ends_on.is_(None), TeamRow.ends_on >= today))
    return list(await ctx.session.scalars(query.order_by(TeamRow.id)))


async def led_on(ctx: Context, team_ids: Collection[UUID], day: date) -> set[UUID]:
    """Those of the teams that somebody leads on a day."""
    await ctx.session.flush()
    values = {"district_id": ctx.district_id, "team_ids": list(team_ids), "day": day}
    return set(await ctx.session.scalars(LED_ON, values))


async def forget_guests(ctx: Context, today: date) -> None:
    """Forget what guests were called whose last day is long over, or whose team's is."""
    over = select(TeamRow.id).where(TeamRow.ends_on < today - REMEMBERED)
    await ctx.session.execute(
        update(TeamMemberRow)
        .where(
            TeamMemberRow.guest_name.is_not(None),
            or_(TeamMemberRow.ends_on < today - REMEMBERED, TeamMemberRow.team_id.in_(over)),
        )
        .values(guest_name=None, guest_email=None, version=TeamMemberRow.version + 1, updated_at=func.now()),
        execution_options={"synchronize_session": False},
    )
