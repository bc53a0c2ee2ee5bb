"""The header of a file: where its columns stand, which it lacks, and what was most likely meant by a word nobody knows. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from services.assessment.roster.roster_imports.rows import Form
from services.assessment.roster.roster_imports.words import plain

NEAR = 0.7
#: What stands in every file, in whatever place.
KEYS = ("sourcedId", "status", "dateLastModified")
#: Columns that OneRoster 1.1 does not have: nobody is told that its files lack them.
SINCE_1_2 = {"preferredGivenName", "preferredMiddleName", "preferredFamilyName", "primaryOrgSourcedId"}
_OTHERS = (
    "enabledUser username userIds identifier password userMasterIdentifier pronouns "
    "role roleType orgSourcedIds primaryOrgSourcedId userProfileSourcedId schoolYearSourcedId orgSourcedId subjectCodes "
    "location periods metadata"
)


@dataclass(frozen=True)
class Header:
    """The places of the columns (`width` for one the file lacks) and those it lacks."""

    width: int
    places: list[int]
    missing: list[str]
    absent: list[str]
    #: Does each row say when it was last modified?
    is_dated: bool
    #: For a column the file lacks: the number of the one whose name comes near it.
    near: dict[str, int]

    def said_of(self, column: str) -> str:
        """What is told beside it; never the word itself: where a header is missing, it is somebody's name."""
        found = self.near.get(column)
        return f" The name of column {found} comes near it." if found else ""


def read_header(cells: list[str], form: Form) -> Header:
    """What a header says of a file."""
    there = [plain(cell) for cell in cells]
    columns = (*KEYS, *form.required, *form.optional)
    lacking = [name for name in columns if plain(name) not in there]
    strange = _strange(there, (*columns, *_OTHERS.split()))
    near = {name: found for name in lacking if (found := _nearest(plain(name), strange))}
    return Header(
        width=len(there),
        places=[len(there) if name in lacking else there.index(plain(name)) for name in columns],
        missing=[name for name in ("sourcedId", *form.required) if name in lacking],
        absent=[name for name in form.optional if name in lacking],
        is_dated=KEYS[2] not in lacking,
        near=near,
    )


def _strange(there: list[str], known: Iterable[str]) -> dict[str, int]:
    words = {plain(name) for name in known}
    return {word: number for number, word in enumerate(there, 1) if word and word not in words}


def _nearest(name: str, strange: dict[str, int]) -> int | None:
    likeness = {word: 1.0 if word.startswith(name) else SequenceMatcher(None, name, word).ratio() for word in strange}
    best = max(likeness, key=likeness.__getitem__, default=None)
    return strange[best] if best is not None and likeness[best] >= NEAR else None
