"""Wire models of what a roster may bring."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.partners.directory.roster_roles.tables import LeftOutBecause
from services.partners.references import ClientReference
from shared.context.paging import Paging
from shared.context.several import Several, SeveralPeople
from shared.directory.references import SchoolReference, StaffReference
from shared.schemas import Body, Day, Moment, Reply, RoleCode


class RosterRoles(Reply):
    """The roles a roster may bring. Version 0: nobody has said, and they are those of a school."""

    roles: list[str]
    version: int
    updated_at: Moment | None


class RosterRolesBody(Body):
    """All roles a roster may bring from now on."""

    roles: Annotated[list[RoleCode], Field(max_length=200)]


class RoleLeftOut(Reply):
    """A role the roster lists and did not bring, and why."""

    id: UUID
    staff: StaffReference
    school: SchoolReference | None
    role: str
    starts_on: Day
    ends_on: Day | None
    reason: LeftOutBecause = Field(
        description="`not_let`: the district does not let its roster bring this role; `to_sender`: it is the sender's own; "
        "`held_elsewhere`: it is not held there; "
        "`sent_by_a_person`: it reaches far, and one person alone sent the list; `link_not_confirmed`: it reaches far, and one "
        "person alone linked its holder's identity."
    )
    import_id: UUID | None = Field(description="The roster import that listed it, as assessment names it.")
    import_file: str | None = Field(description="The file of that import which lists it; null where that is not known.")
    import_row: int | None = Field(description="The data row of that file, counted from 1.")
    import_client: ClientReference | None = Field(description="The client that sent it; null: a person did.")
    version: int
    created_at: Moment
    updated_at: Moment


class RoleLeftOutList(Paging):
    """Filters of what was left out."""

    staff_id: SeveralPeople | None = None
    reason: Several[LeftOutBecause] | None = None
    import_id: Several[UUID] | None = None
