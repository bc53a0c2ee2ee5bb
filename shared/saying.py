"""How each language says a date: what the services' sentences have in common."""

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
# CLDR's "long" date pattern of each language.
LONG_DATE = {"en": "{month} {day}, {year}", "es": "{day} de {month} de {year}"}


def spoken(language: str) -> str:
    """The language sentences are written in that comes nearest to one: itself, its base language, English."""
    base = language.partition("-")[0]
    return next((known for known in (language, base) if known in LONG_DATE), FALLBACK)


def say_day(day: date, language: str) -> str:
    """A date as people write it: December 4, 2026; 4 de diciembre de 2026."""
    said = spoken(language)
    return LONG_DATE[said].format(month=MONTHS[said][day.month - 1], day=day.day, year=day.year)
