"""HTTP of teams."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.directory.teams import service
from services.partners.directory.teams.errors import (
    LeaderOfTheStaff,
    LeaderThere,
    MemberAlready,
    NoFamilyContact,
    NotAGuest,
    TooManyMembers,
)
from services.partners.directory.teams.schemas import (
    Team,
    TeamCreate,
    TeamList,
    TeamMemberCreate,
    TeamMemberUpdate,
    TeamUpdate,
)
from services.partners.directory.teams.transitions import CHANGE, CHANGE_MEMBER, MEMBERS
from shared.context.context import Context
from shared.errors import DaysOutOfOrder, NoSuchSchool, NoSuchStaff, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

router = APIRouter(prefix="/v1/teams", tags=["teams"])
Reader = Annotated[Context, requires("teams:read")]
Writer = Annotated[Context, requires("teams:write")]
OF_MEMBERS = (MemberAlready, LeaderThere, LeaderOfTheStaff, NoFamilyContact, DaysOutOfOrder)


@router.get("", response_model=Page[Team], responses=refusals(NotPermitted))
async def list_teams(ctx: Reader, filters: Annotated[TeamList, Query()]) -> Response:
    """List teams with their members, by name, or by change with `updated_since`."""
    return await service.listed(ctx, filters)


@router.post(
    "",
    status_code=201,
    response_model=Team,
    responses=refusals(NotPermitted, NoSuchSchool, NoSuchStaff, *OF_MEMBERS),
)
async def add_team(body: TeamCreate, ctx: Writer) -> Response:
    """Form a team of a school, or of the district, with its members."""
    return await service.reply(ctx, await service.add(ctx, body), 201)


@router.get("/{team_id}", response_model=Team, responses=refusals(NotPermitted))
async def read_team(team_id: UUID, ctx: Reader) -> Response:
    """Read one team with its members."""
    return await service.read(ctx, team_id)


@router.patch("/{team_id}", response_model=Team, responses=refusals(NotPermitted, DaysOutOfOrder))
async def change_team(team_id: UUID, body: TeamUpdate, ctx: Annotated[Context, requires(CHANGE.door)]) -> Response:
    """Change a team; `ends_on` is how it ends."""
    return await service.reply(ctx, await service.change(ctx, team_id, body))


@router.post(
    "/{team_id}/members",
    status_code=201,
    response_model=Team,
    responses=refusals(NotPermitted, NoSuchStaff, TooManyMembers, *OF_MEMBERS),
)
async def add_team_member(
    team_id: UUID, body: TeamMemberCreate, ctx: Annotated[Context, requires(MEMBERS.door)]
) -> Response:
    """Add somebody to a team: of the staff, or a guest."""
    return await service.reply(ctx, await service.add_member(ctx, team_id, body), 201)


@router.patch(
    "/{team_id}/members/{member_id}", response_model=Team, responses=refusals(NotPermitted, NotAGuest, *OF_MEMBERS)
)
async def change_team_member(
    team_id: UUID, member_id: UUID, body: TeamMemberUpdate, ctx: Annotated[Context, requires(CHANGE_MEMBER.door)]
) -> Response:
    """Change somebody's part or days, by the team's version; they leave with their last day."""
    return await service.reply(ctx, await service.change_member(ctx, team_id, member_id, body))
