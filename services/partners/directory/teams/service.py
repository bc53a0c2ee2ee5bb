"""Use cases of teams: a school's are written by its leads, the district's by the district."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response
from sqlalchemy.orm.attributes import flag_modified

from services.partners.directory.teams import leading, repository, rules
from services.partners.directory.teams.errors import (
    LeaderOfTheStaff,
    LeaderThere,
    MemberAlready,
    NoFamilyContact,
    NotAGuest,
    TooManyMembers,
)
from services.partners.directory.teams.events import Membership, TeamRecorded
from services.partners.directory.teams.may import LISTING
from services.partners.directory.teams.schemas import (
    TeamCreate,
    TeamList,
    TeamMemberCreate,
    TeamMemberUpdate,
    TeamUpdate,
)
from services.partners.directory.teams.tables import GuestFrom, TeamMemberRow, TeamRow
from services.partners.directory.teams.transitions import CHANGE, CHANGE_MEMBER, MEMBERS
from services.partners.permissions import POLICY
from shared.context.context import Context
from shared.context.transitions import Kept, Transition
from shared.errors import DaysOutOfOrder, NotFound, fault
from shared.texts.words import Words

MOST_MEMBERS = 300
OF_GUESTS = ("guest_name", "guest_email")


async def listed(ctx: Context, filters: TeamList) -> Response:
    """Teams by name."""
    return await ctx.page(LISTING, filters, {**_visible(ctx), **_moment(ctx, filters)})


async def read(ctx: Context, team_id: UUID) -> Response:
    """One team."""
    return await ctx.item(LISTING, team_id, "team", _visible(ctx))


async def reply(ctx: Context, row: TeamRow, status: int = 200) -> Response:
    """The whole team, as it reads after a change."""
    return await ctx.reply_item(LISTING, row.id, status=status)


async def add(ctx: Context, wish: TeamCreate) -> TeamRow:
    """Form a team."""
    POLICY.require(ctx, "teams:write", school_id=wish.school_id)
    row = TeamRow(**wish.model_dump(exclude={"members"}))
    _check_team_days(row)
    ctx.add(row)
    await ctx.session.flush()
    for place, member in enumerate(wish.members):
        await _join(ctx, row, member, f"/members/{place}")
    return await _recorded(ctx, row)


async def change(ctx: Context, team_id: UUID, patch: TeamUpdate) -> TeamRow:
    """Change what a team is called, is for, or when it begins and ends."""
    row = await _take(ctx, team_id, CHANGE)
    ctx.check_version(row)
    patch.apply(row)
    _check_team_days(row)
    await ctx.session.flush()
    return await _recorded(ctx, row)


async def add_member(ctx: Context, team_id: UUID, wish: TeamMemberCreate) -> TeamRow:
    """Somebody joins a team."""
    row = await _take(ctx, team_id, MEMBERS)
    await _join(ctx, row, wish, "")
    return await _touched(ctx, row)


async def change_member(ctx: Context, team_id: UUID, member_id: UUID, patch: TeamMemberUpdate) -> TeamRow:
    """Somebody's part or days change, or they leave with their last day."""
    row = await _take(ctx, team_id, CHANGE_MEMBER)
    ctx.check_version(row)
    members = await repository.members_of(ctx, row.id)
    member = next((one for one in members if one.id == member_id), None)
    if member is None:
        raise NotFound(Words("No such member of the team.", es="El equipo no tiene ese integrante."))
    if member.guest_from is None and (said := [name for name in OF_GUESTS if name in patch.changes()]):
        raise NotAGuest(
            errors=[fault(f"/{said[0]}", Words("see the staff member", es="vea a la persona del personal"))]
        )
    patch.apply(member)
    _check_member(member, members, "")
    await ctx.session.flush()
    return await _touched(ctx, row)


async def end_of(ctx: Context, staff_ids: Collection[UUID]) -> None:
    """These people have left: they are on no team any more, as of yesterday or the day they joined."""
    today = await ctx.today()
    gone = set(staff_ids)
    for row in await repository.with_staff(ctx, gone, today):
        for member in await repository.members_of(ctx, row.id):
            if member.staff_id in gone and (member.ends_on is None or member.ends_on >= today):
                member.ends_on = max(member.starts_on, today - timedelta(days=1))
                if member.ends_on >= today:
                    # Whoever had not begun, or began today, has no part in it.
                    member.meeting_roles, member.stands_in_for = [], []
        await ctx.session.flush()
        await _touched(ctx, row)


async def _take(ctx: Context, team_id: UUID, move: Transition[Kept]) -> TeamRow:
    """A team the caller sees, locked, to which they may do this."""
    row = await ctx.row(TeamRow, repository.LISTING, team_id, "team", _visible(ctx), lock=True)
    POLICY.require(ctx, move.right, school_id=row.school_id)
    return row


async def _join(ctx: Context, row: TeamRow, wish: TeamMemberCreate, pointer: str) -> None:
    members = await repository.members_of(ctx, row.id)
    if len(members) >= MOST_MEMBERS:
        raise TooManyMembers(Words(f"It has room for {MOST_MEMBERS}.", es=f"Tiene lugar para {MOST_MEMBERS}."))
    said = wish.model_dump()
    said["starts_on"] = wish.starts_on or max(row.starts_on, await ctx.today())
    member = TeamMemberRow(team_id=row.id, **said)
    _check_member(member, members, pointer)
    ctx.add(member)
    await ctx.session.flush()


def _check_member(member: TeamMemberRow, members: list[TeamMemberRow], pointer: str) -> None:
    member.meeting_roles = sorted(set(member.meeting_roles))
    member.stands_in_for = sorted(set(member.stands_in_for))
    if member.ends_on and member.ends_on < member.starts_on:
        raise DaysOutOfOrder(
            errors=[fault(f"{pointer}/ends_on", Words("lies before starts_on", es="es anterior a starts_on"))]
        )
    if (member.away_from is None) != (member.away_until is None) or (
        member.away_from and member.away_until and member.away_until < member.away_from
    ):
        raise DaysOutOfOrder(
            errors=[
                fault(
                    f"{pointer}/away_until",
                    Words("say both days, the first one first", es="indique los dos días, primero el más temprano"),
                )
            ]
        )
    if member.guest_from is not None and rules.LEADER in (*member.meeting_roles, *member.stands_in_for):
        raise LeaderOfTheStaff(
            errors=[
                fault(f"{pointer}/meeting_roles", Words("a guest does not lead", es="una persona invitada no dirige"))
            ]
        )
    if member.guest_from is GuestFrom.FAMILY and member.guest_email is not None:
        raise NoFamilyContact(errors=[fault(f"{pointer}/guest_email", Words("leave it out", es="déjelo fuera"))])
    if rules.same_person(member, members):
        raise MemberAlready(
            errors=[
                fault(
                    f"{pointer}/staff_id", Words("on the team already", es="ya está en el equipo"), MemberAlready.code
                )
            ]
        )
    if rules.other_leader(member, members):
        said = fault(
            f"{pointer}/meeting_roles",
            Words("another leads on some of these days", es="otra persona lo dirige en algunos de esos días"),
            LeaderThere.code,
        )
        raise LeaderThere(
            Words("End the other's part first.", es="Termine antes la participación de la otra persona."), errors=[said]
        )


def _check_team_days(row: TeamRow) -> None:
    if row.ends_on and row.ends_on < row.starts_on:
        raise DaysOutOfOrder(errors=[fault("/ends_on", Words("lies before starts_on", es="es anterior a starts_on"))])


async def _touched(ctx: Context, row: TeamRow) -> TeamRow:
    """A change of its members is a change of the team: it has another version."""
    flag_modified(row, "name")
    await ctx.session.flush()
    return await _recorded(ctx, row)


async def _recorded(ctx: Context, row: TeamRow) -> TeamRow:
    members = await repository.members_of(ctx, row.id)
    of_staff = [Membership.model_validate({**_facts(one), "member_id": one.id}) for one in members if one.staff_id]
    ctx.emit(TeamRecorded.of(row, members=of_staff))
    today = await ctx.today()
    await leading.ask_for_leader(ctx, row, is_led=bool(await repository.led_on(ctx, [row.id], today)), today=today)
    return row


def _facts(member: TeamMemberRow) -> dict[str, Any]:
    return {name: getattr(member, name) for name in Membership.model_fields if name != "member_id"}


def _visible(ctx: Context) -> dict[str, Any]:
    POLICY.require_any(ctx, "teams:read")
    schools = POLICY.schools(ctx, "teams:read")
    if schools is None:
        return {}
    # A system bound to schools has nothing of the whole district's.
    return {"school_ids" if ctx.principal.kind == "person" else "own_school_ids": schools}


def _moment(ctx: Context, filters: TeamList) -> dict[str, Any]:
    return {} if filters.leaderless is None else {"now": ctx.now}


async def begin_day(ctx: Context, day: date, last: date | None) -> None:
    """Each day: ask for the leaders teams have lost by a date, and forget guests who are long gone."""
    await leading.ask_for_leaders(ctx, day)
    await repository.forget_guests(ctx, day)
