"""Single cells of a roster: read, bounded, or refused by name. Pure."""

from datetime import date
from functools import lru_cache

from services.assessment.roster.roster_imports.rules import day_of, grade_of

LONGEST_ID, LONGEST_TEXT, LONGEST_LIST = 255, 200, 100


class RowFault(Exception):
    """Why a row cannot be taken: the column, a stable code and a sentence without the value."""

    def __init__(self, column: str, code: str, detail: str) -> None:
        super().__init__(code)
        self.column, self.code, self.detail = column, code, detail


def required(column: str, text: str, most: int = LONGEST_TEXT) -> str:
    """A text that has to be there."""
    text = text.strip()
    if not text:
        raise RowFault(column, "value_missing", "This column needs a value.")
    if len(text) > most:
        raise RowFault(column, "too_long", f"At most {most} characters.")
    return text


def optional(column: str, text: str, most: int = LONGEST_TEXT) -> str | None:
    """A text or nothing."""
    text = text.strip()
    if len(text) > most:
        raise RowFault(column, "too_long", f"At most {most} characters.")
    return text or None


def named(column: str, text: str) -> str:
    """Another row's sourcedId, kept to the letter."""
    if not text or text.isspace():
        raise RowFault(column, "value_missing", "This column needs a value.")
    if len(text) > LONGEST_ID:
        raise RowFault(column, "too_long", f"At most {LONGEST_ID} characters.")
    return text


def day(column: str, text: str) -> date | None:
    """A calendar day or nothing."""
    if not text:
        return None
    found = day_of(text.strip())
    if found is None:
        raise RowFault(column, "date_malformed", "Write the day as YYYY-MM-DD.")
    return found


def days(begin: str, end: str) -> tuple[date | None, date | None]:
    """First and last day, in order."""
    first, last = day("beginDate", begin), day("endDate", end)
    if first and last and last < first:
        raise RowFault("endDate", "dates_out_of_order", "The last day lies before the first.")
    return first, last


def texts(column: str, text: str) -> list[str]:
    """A list in one cell, comma-separated."""
    found = [part for piece in text.split(",") if (part := piece.strip())]
    if len(found) > LONGEST_LIST or len(text) > LONGEST_LIST * LONGEST_ID:
        raise RowFault(column, "too_long", f"At most {LONGEST_LIST} entries of {LONGEST_ID} characters.")
    return found


def grades(text: str) -> list[str]:
    """CEDS grade codes."""
    found = [grade_of(part) for part in texts("grades", text)]
    if None in found:
        raise RowFault("grades", "grade_unknown", "Write CEDS grade codes: PK, KG, 01 to 12.")
    return [grade for grade in found if grade]


def email(text: str) -> str | None:
    """An address or nothing. Whether it can be one is found out by sending: a slip in it must not cost a family its row."""
    found = optional("email", text, 254)
    if found and not found.isprintable():
        raise RowFault("email", "email_malformed", "An e-mail address has no line breaks.")
    return found


@lru_cache(maxsize=1_000)
def last_grade(text: str) -> str | None:
    """The highest of a cell's grades, which stands last."""
    learned = grades(text)
    return learned[-1] if learned else None
