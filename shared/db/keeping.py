"""Whose a table's rows are and how long they are kept: what export, destruction and checks go by."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

#: Of a column, in its `info`: true forbids something. Of two rows made one it stays true if it is so of either.
RESTRICTS = "restricts"


class Whose(StrEnum):
    """Who may ask for a row, or for its end."""

    DISTRICT = "district"
    SCHOOL = "school"
    PERSON = "person"
    """A member of staff."""
    STUDENT = "student"
    HOUSEHOLD = "household"
    ORGANIZATION = "organization"
    """An outside party."""
    INSTALLATION = "installation"
    """Nobody's among the districts: what the service itself needs."""


@dataclass(frozen=True)
class Keeping:
    """`by` is the column that names whose a row is; where it is null, or there is none, it is the district's.

    A row that is a part of another, in `part_of` by way of the column `by`, is whose that one is. Without `days` a row is kept
    as long as the district is; with it, so many days after the moment in `since`.
    """

    whose: Whose | None
    by: str | None = None
    part_of: str | None = None
    keep: timedelta | None = None
    since: str | None = None

    def __post_init__(self) -> None:
        if (self.whose is None) == (self.part_of is None):
            raise ValueError("say whose the rows are, or what they are a part of")
        if (self.keep is None) != (self.since is None):
            raise ValueError("say how long, and since when")


def of(whose: Whose, by: str | None = None, *, days: float | None = None, since: str | None = None) -> Keeping:
    """Rows of somebody; swept `days` after `since`, if at all."""
    return Keeping(whose, by, keep=None if days is None else timedelta(days=days), since=since)


def part_of(table: str, by: str) -> Keeping:
    """Rows that are a part of another table's."""
    return Keeping(None, by, part_of=table)
