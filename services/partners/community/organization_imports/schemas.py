"""Wire models of lists of organisations."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.partners.references import OrganizationReference
from shared.schemas import Body, Reply


class OrganizationImportWish(Body):
    """How a list is taken."""

    validate_only: bool = Field(default=False, description="true: says what would come of it and changes nothing.")


class OrganizationCellFault(Reply):
    """What of a line could not be taken; the rest of it stands, unless it has no name."""

    column: str
    code: str = Field(description="`name_missing`, `not_understood`, `not_an_address`, `too_long`, `contact_unnamed`.")


class OrganizationLine(Reply):
    """What came of a line of the list."""

    line: int
    outcome: Literal["added", "filled", "known", "refused"] = Field(
        description="filled: there was one, and what nobody had said of it is now said. known: nothing of it was new."
    )
    organization: OrganizationReference | None
    contact_id: UUID | None = Field(description="Somebody there who was added.")
    faults: list[OrganizationCellFault]


class OrganizationImport(Reply):
    """What came of a list."""

    validate_only: bool
    added_count: int
    filled_count: int
    known_count: int
    refused_count: int
    fault_count: int
    unknown_columns: list[str] = Field(description="Columns that were left out, as the file calls them.")
    lines: list[OrganizationLine] = Field(description="In the order of the file.")
