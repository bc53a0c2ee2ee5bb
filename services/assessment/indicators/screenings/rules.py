"""What a score means, by the screener's cut scores."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

#: Words of grades that systems write out.
WRITTEN = {
    **{
        word: f"{number:02d}"
        for number, word in enumerate(
            (
                *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
                *("eleventh", "twelfth"),
            ),
            1,
        )
    },
    **{str(number): f"{number:02d}" for number in range(1, 10)},
    **{"k": "KG", "kindergarten": "KG", "prek": "PK", "pre-k": "PK", "prekindergarten": "PK", "other": "Other"},
}


def grade_of(said: str) -> str:
    """A grade as it is kept, of how it is said: `Third grade`, `3`, a descriptor of Ed-Fi's; else as it stands."""
    word = said.rpartition("#")[2].strip()
    plain = word.lower().removesuffix("grade").strip()
    return WRITTEN.get(plain, plain.upper() if plain else word)


def window_of(day: date) -> str:
    """The window a day is in, where nobody says it: August to November, December to February, March on."""
    return "fall" if 7 <= day.month <= 11 else "winter" if day.month in (12, 1, 2) else "spring"


def level_of(cut_scores: Iterable[Mapping[str, Any]], grade: str | None, window: str, score: float) -> str | None:
    """The level of a score: of the cut scores that speak of the grade and window most closely, the highest it reaches.

    None where none speaks of them, or the score reaches none.
    """
    fit = [one for one in cut_scores if one.get("grade") in (None, grade) and one.get("window") in (None, window)]
    closest = max(((one.get("grade") is not None, one.get("window") is not None) for one in fit), default=None)
    reached = [
        one
        for one in fit
        if (one.get("grade") is not None, one.get("window") is not None) == closest and one["from_score"] <= score
    ]
    return str(max(reached, key=lambda one: one["from_score"])["risk_level"]) if reached else None
