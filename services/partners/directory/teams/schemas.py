"""Wire models of teams."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from services.partners.directory.teams.tables import GuestFrom, MeetingRole, TeamKind
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import ABSENT, MAY_DO, Body, Day, Email, Kept, LongText, Moment, Patch, Reply, ShortText

Roles = Annotated[list[MeetingRole], Field(max_length=10)]
STANDS_IN = "What they do while whoever has that part is away, or while nobody has it."
OF_GUESTS = "Of somebody who is no staff; of a family no address is kept here: families are written to from the roster."

TeamAct = Literal["change", "change_member", "members"]


class TeamMember(Reply):
    """Somebody on a team, from a day to a day, both included."""

    id: UUID
    staff: StaffReference | None = Field(description="null: no staff, see the guest.")
    guest_name: str | None = Field(description="What the team calls a guest; forgotten a year after their last day.")
    guest_from: GuestFrom | None = Field(description="Whom a guest speaks for.")
    guest_email: str | None
    meeting_roles: list[MeetingRole] = Field(description="Their part; the one with `leader` answers for the team.")
    stands_in_for: list[MeetingRole] = Field(description=STANDS_IN)
    starts_on: Day
    ends_on: Day | None
    away_from: Day | None = Field(description="The first of the days they are away from the team.")
    away_until: Day | None
    created_at: Moment
    updated_at: Moment


class Team(Kept):
    """A team of a school, or of the district when `school` is null."""

    school: SchoolReference | None
    kind: TeamKind
    name: str
    charge: str = Field(description="What it is charged with.")
    starts_on: Day
    ends_on: Day | None
    members: list[TeamMember] = Field(description="Present, past and to come, in the order in which they were added.")
    may: list[TeamAct] = MAY_DO


class TeamMemberCreate(Body):
    """Somebody who joins a team: `staff_id`, or what is said of a guest."""

    staff_id: UUID | None = None
    guest_name: ShortText | None = Field(default=None, description=OF_GUESTS)
    guest_from: GuestFrom | None = None
    guest_email: Email | None = None
    meeting_roles: Roles = []
    stands_in_for: Roles = Field(default=[], description=STANDS_IN)
    starts_on: Day | None = Field(default=None, description="Today, or the team's first day, when left out.")
    ends_on: Day | None = None

    @model_validator(mode="after")
    def _is_staff_or_guest(self) -> "TeamMemberCreate":
        if (self.staff_id is None) == (self.guest_name is None):
            raise ValueError("name a staff member or a guest")
        if (self.guest_name is None) != (self.guest_from is None):
            raise ValueError("guest_from goes with guest_name")
        if self.guest_email is not None and self.guest_name is None:
            raise ValueError("guest_email goes with guest_name")
        return self


class TeamCreate(Body):
    """A new team."""

    school_id: UUID | None = Field(default=None, description="Omit for a team of the district.")
    kind: TeamKind
    name: ShortText
    charge: LongText = ""
    starts_on: Day
    ends_on: Day | None = None
    members: list[TeamMemberCreate] = Field(default=[], max_length=100)


class TeamUpdate(Patch):
    """A merge patch; its school stays, its members have calls of their own."""

    kind: TeamKind = ABSENT
    name: ShortText = ABSENT
    charge: LongText = ABSENT
    starts_on: Day = ABSENT
    ends_on: Day | None = ABSENT


class TeamMemberUpdate(Patch):
    """A merge patch; `ends_on` is how somebody leaves."""

    guest_name: ShortText = ABSENT
    guest_email: Email | None = ABSENT
    meeting_roles: Roles = ABSENT
    stands_in_for: Roles = ABSENT
    starts_on: Day = ABSENT
    ends_on: Day | None = ABSENT
    away_from: Day | None = ABSENT
    away_until: Day | None = ABSENT


class TeamList(Paging):
    """Filters of the list of teams."""

    school_id: Several[UUID] | None = None
    kind: Several[TeamKind] | None = None
    held_on: Day | None = Field(default=None, description="Only teams there are on this day.")
    staff_id: SeveralPeople | None = Field(default=None, description="Whose teams; past memberships count.")
    leaderless: Annotated[bool | None, Field(description="true: teams there are today, without a leader today.")] = None
