"""Single cells of a roster: read, bounded, or refused by name. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from services.assessment.roster.roster_imports.rules import day_of, grade_of, moment_of
from services.assessment.roster.roster_imports.words import plain, spelt
from shared.names import LONGEST_ADDRESS, LONGEST_NAME, is_address, is_line

T = TypeVar("T")
LONGEST_ID, LONGEST_TEXT, LONGEST_LIST = 255, LONGEST_NAME, 100


class RowFault(Exception):
    """Why a row cannot be taken: the column, a stable code and a sentence without the value."""

    def __init__(self, column: str, code: str, detail: str) -> None:
        super().__init__(code)
        self.column, self.code, self.detail = column, code, detail


class CellsFault(RowFault):
    """Why cells of a row cannot be taken; `taken` is the row as it is taken all the same."""

    def __init__(self, cells: list[RowFault], taken: tuple[Any, ...]) -> None:
        super().__init__(cells[0].column, cells[0].code, cells[0].detail)
        self.cells, self.taken = cells, taken


class Spared:
    """Reads the cells of one row that it can do without, and keeps the faults of those it cannot read."""

    def __init__(self) -> None:
        self.faults: list[RowFault] = []

    def read(self, learn: Callable[..., T], *cells: Any, nothing: Any = None) -> T | Any:
        """What the cell says, or nothing."""
        try:
            return learn(*cells)
        except RowFault as found:
            self.faults.append(found)
            return nothing

    def row(self, *values: Any) -> tuple[Any, ...]:
        """The row. Raises `CellsFault` with it when a cell was at fault."""
        if self.faults:
            raise CellsFault(self.faults, values)
        return values


def required(column: str, text: str, most: int = LONGEST_TEXT) -> str:
    """A text that has to be there."""
    text = text.strip()
    if not text:
        raise RowFault(column, "value_missing", "This column needs a value.")
    return line(column, text, most)


def optional(column: str, text: str, most: int = LONGEST_TEXT) -> str | None:
    """A text or nothing."""
    return line(column, text.strip(), most) or None


def word(column: str, text: str, known: Mapping[str, str], most: int) -> str:
    """A word that has to be there, as the list spells it; who calls knows what to do with one that is not in it."""
    return required(column, spelt(text, known), most)


_FLAGS = {**dict.fromkeys(("true", "1", "yes", "y"), True), **dict.fromkeys(("false", "0", "no", "n"), False)}


def flag(column: str, text: str) -> bool | None:
    """Yes, no or nothing."""
    said = plain(text)
    if said and said not in _FLAGS:
        raise RowFault(column, "flag_unknown", "Write true or false.")
    return _FLAGS.get(said)


_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?")


def language(column: str, text: str) -> str | None:
    """A language tag such as `es` or `pt-BR`, or nothing."""
    text = text.strip()
    found = _LANGUAGE.fullmatch(text)
    if text and found is None:
        raise RowFault(column, "language_unknown", "Write a language tag such as es or pt-BR.")
    return "-".join([found[1].lower(), *([found[2].upper()] if found[2] else [])]) if found else None


def line(column: str, text: str, most: int) -> str:
    """A text as the API takes one: one line that reads as it is written."""
    if len(text) > most:
        raise RowFault(column, "too_long", f"At most {most} characters.")
    if not is_line(text):
        raise RowFault(
            column, "text_malformed", "One line without control characters or signs that turn its direction."
        )
    return text


def named(column: str, text: str) -> str:
    """Another row's sourcedId, kept to the letter."""
    if not text or text.isspace():
        raise RowFault(column, "value_missing", "This column needs a value.")
    return line(column, text, LONGEST_ID)


def day(column: str, text: str) -> date | None:
    """A calendar day or nothing."""
    if not text:
        return None
    found = day_of(text.strip())
    if found is None:
        raise RowFault(column, "date_malformed", "Write the day as YYYY-MM-DD.")
    return found


def moment(column: str, text: str) -> datetime | None:
    """A moment or nothing."""
    if not text or text.isspace():
        return None
    found = moment_of(text.strip())
    if found is None:
        raise RowFault(column, "date_malformed", "Write the moment as 2026-10-01T06:00:00.000Z.")
    return found


def days(spared: Spared, begin: str, end: str) -> tuple[date | None, date | None]:
    """First and last day, in order."""
    first, last = spared.read(day, "beginDate", begin), spared.read(day, "endDate", end)
    if first and last and last < first:
        spared.faults.append(RowFault("endDate", "dates_out_of_order", "The last day lies before the first."))
        return first, None
    return first, last


def texts(column: str, text: str) -> list[str]:
    """A list in one cell, comma-separated."""
    found = [part for piece in text.split(",") if (part := piece.strip())]
    if len(found) > LONGEST_LIST or len(text) > LONGEST_LIST * LONGEST_ID:
        raise RowFault(column, "too_long", f"At most {LONGEST_LIST} entries of {LONGEST_ID} characters.")
    return [line(column, part, len(part)) for part in found]


def grades(text: str) -> list[str]:
    """CEDS grade codes."""
    found = [grade_of(part) for part in texts("grades", text)]
    if None in found:
        raise RowFault("grades", "grade_unknown", "Write CEDS grade codes: PK, KG, 01 to 12.")
    return [grade for grade in found if grade]


def email(text: str) -> str | None:
    """An address mail can be sent to, or nothing."""
    found = text.strip()
    if len(found) > LONGEST_ADDRESS:
        raise RowFault("email", "too_long", f"At most {LONGEST_ADDRESS} characters.")
    if found and not is_address(found):
        raise RowFault("email", "email_malformed", "Not one e-mail address such as ana@district.example.")
    return found or None


@lru_cache(maxsize=1_000)
def last_grade(text: str) -> str | None:
    """The highest of a cell's grades, which stands last."""
    learned = grades(text)
    return learned[-1] if learned else None
