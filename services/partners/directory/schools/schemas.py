"""Wire models of schools."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.partners.directory.schools.tables import Level
from shared.context.bulk import rows_of
from shared.context.paging import Paging
from shared.context.several import SORT, ByChange, Several
from shared.schemas import ABSENT, MAY_DO, Body, Code, Day, Moment, Patch, Reply, ShortText, SourceId

Grade = Annotated[str, StringConstraints(pattern=r"^(IT|PR|PK|TK|KG|0[1-9]|1[0-3]|PS|UG|Other)$")]
Tag = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Grades = Annotated[list[Grade], Field(max_length=20, description="CEDS grade codes: PK, KG, 01 … 12.")]
Tags = Annotated[
    list[Tag], Field(max_length=50, description="The district's own labels, e.g. title-1, community-school.")
]

SchoolAct = Literal["change"]


class School(Reply):
    """A school."""

    id: UUID
    name: str
    local_code: str
    level: Level | None
    grades: list[str]
    tags: list[str]
    cohort: str | None
    opens_on: Day | None
    closes_on: Day | None
    source_id: str | None
    version: int
    created_at: Moment
    updated_at: Moment
    may: list[SchoolAct] = MAY_DO


class SchoolCreate(Body):
    """A school that is in no roster."""

    name: ShortText
    local_code: Code = Field(description="The district's own code; text, so leading zeros count.")
    level: Level | None = None
    grades: Grades = []
    tags: Tags = []
    cohort: Code | None = Field(default=None, description="The MTSS training cohort.")
    opens_on: Day | None = None
    closes_on: Day | None = None
    source_id: SourceId | None = None


class SchoolUpdate(Patch):
    """A merge patch; tags and grades are replaced whole."""

    name: ShortText = ABSENT
    local_code: Code = ABSENT
    level: Level | None = ABSENT
    grades: Grades = ABSENT
    tags: Tags = ABSENT
    cohort: Code | None = ABSENT
    opens_on: Day | None = ABSENT
    closes_on: Day | None = ABSENT


class SchoolChange(SchoolUpdate):
    """A change of the school with this local code; what is not named stays."""

    local_code: Code


class SchoolChanges(Body):
    """Changes of many schools."""

    items: rows_of(SchoolChange)  # type: ignore[valid-type]


class SchoolList(Paging):
    """Filters of the list of schools."""

    sort: ByChange | None = SORT
    level: Several[Level] | None = None
    tag: Tag | None = None
    cohort: Several[Code] | None = None
    local_code: Several[Code] | None = None
