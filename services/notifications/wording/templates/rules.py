"""Choosing a language, saying dates and numbers: pure functions."""

from collections.abc import Collection, Sequence
from datetime import date

FALLBACK = "en"

MONTHS = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "es": (
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
}
AND = {"en": " and ", "es": " y "}
# CLDR's "long" date pattern of each language.
LONG_DATE = {"en": "{month} {day}, {year}", "es": "{day} de {month} de {year}"}


def language_for(person: str | None, district: str | None, available: Collection[str]) -> str:
    """The person's language, its base language, the district's, its base language, English: the first there is."""
    for wanted in (person, district):
        for language in (wanted, (wanted or "").partition("-")[0]):
            if language in available:
                return str(language)
    return FALLBACK


def say_day(day: date, language: str) -> str:
    """A date as people write it: December 4, 2026; 4 de diciembre de 2026."""
    spoken = language if language in LONG_DATE else language.partition("-")[0]
    spoken = spoken if spoken in LONG_DATE else FALLBACK
    return LONG_DATE[spoken].format(month=MONTHS[spoken][day.month - 1], day=day.day, year=day.year)


def say_names(names: Sequence[str], language: str) -> str:
    """People as a sentence names them: Ana; Ana and Ben; Ana, Ben and Cora."""
    joined = AND["es" if language.partition("-")[0] == "es" else FALLBACK]
    return joined.join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def say_count(number: int, one: str, many: str) -> str:
    """A number with its noun: 1 task; 1,200 tasks. Both languages group digits by commas in the United States."""
    return f"{number:,} {one if number == 1 else many}"
