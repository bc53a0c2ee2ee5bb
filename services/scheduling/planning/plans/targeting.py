"""Where an activity is owed, as callers say it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from shared.schemas import NO_NUL, Body, Code

Word = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NO_NUL)]
Words = Annotated[list[Word], Field(min_length=1, max_length=100)]


class TargetsAll(Body):
    """Every school that is open on the day of publication."""

    kind: Literal["all"]


class TargetsDistrict(Body):
    """No school: the district itself does it, once."""

    kind: Literal["district"]


class TargetsSchools(Body):
    """Schools by name: by id, by the district's own code, or both."""

    kind: Literal["schools"]
    school_ids: list[UUID] = Field(default=[], max_length=2000)
    local_codes: list[Code] = Field(default=[], max_length=2000)

    @model_validator(mode="after")
    def _names_somebody(self) -> "TargetsSchools":
        if not self.school_ids and not self.local_codes:
            raise ValueError("name at least one school")
        return self


class TargetsRule(Body):
    """Schools by rule: every named part must match, within a part any value does."""

    kind: Literal["rule"]
    levels: list[Literal["elementary", "middle", "high", "combined"]] | None = Field(
        default=None, min_length=1, max_length=4
    )
    grades: Words | None = None
    tags: Words | None = None
    cohorts: Words | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "TargetsRule":
        if not (self.levels or self.grades or self.tags or self.cohorts):
            raise ValueError("name levels, grades, tags or cohorts; for every school say kind all")
        return self


Targets = Annotated[TargetsAll | TargetsSchools | TargetsRule | TargetsDistrict, Field(discriminator="kind")]
