"""Wire models of demographics."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from shared.schemas import ABSENT, MAY_DO, Language, Moment, Patch, Reply, Truth

_LANGUAGE = "A language tag: `es`, `pt-BR`."


class SaidBy(Reply):
    """Whose word some fields are."""

    source: str
    fields: list[str]


class StudentDemographics(Reply):
    """What is known of a student's birth, race, ethnicity and languages. Null: nobody said. Version 0: nothing was said yet."""

    student_id: UUID
    birth_date: date | None = Field(description="As the roster says it.")
    sex: str | None = Field(description="As the roster says it.")
    american_indian_or_alaska_native: bool | None
    asian: bool | None
    black_or_african_american: bool | None
    native_hawaiian_or_other_pacific_islander: bool | None
    white: bool | None
    two_or_more_races: bool | None
    hispanic_or_latino: bool | None
    home_language: str | None = Field(description=_LANGUAGE)
    preferred_language: str | None = Field(description="In which the family wants to be written to. " + _LANGUAGE)
    updated_at: Moment | None
    version: int
    sources: list[SaidBy] = Field(
        description="Which of it people wrote (`by_hand`); the rest is as rosters say (`/v1/roster-precedence`)."
    )
    may: list[Literal["change"]] = MAY_DO


class StudentDemographicsUpdate(Patch):
    """Changes demographics; a roster that says another replaces it and tells so, unless the district has people go first."""

    american_indian_or_alaska_native: Truth | None = ABSENT
    asian: Truth | None = ABSENT
    black_or_african_american: Truth | None = ABSENT
    native_hawaiian_or_other_pacific_islander: Truth | None = ABSENT
    white: Truth | None = ABSENT
    two_or_more_races: Truth | None = ABSENT
    hispanic_or_latino: Truth | None = ABSENT
    home_language: Language | None = ABSENT
    preferred_language: Language | None = ABSENT
