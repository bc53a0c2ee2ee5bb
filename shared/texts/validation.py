"""pydantic's findings as sentences for people, in every language. No value that was sent is in them."""

from collections.abc import Mapping
from typing import Any

from shared.texts.words import Words

#: By the type of an error; its bounds are filled in.
SENTENCES: Mapping[str, Words] = {
    "missing": Words("It is missing", es="Falta"),
    "extra_forbidden": Words("This call does not take it", es="Esta llamada no lo acepta"),
    "none_required": Words("Leave it empty", es="Déjelo vacío"),
    "string_too_short": Words("At least {min_length} {characters}", es="Al menos {min_length} {caracteres}"),
    "string_too_long": Words("At most {max_length} {characters}", es="Como máximo {max_length} {caracteres}"),
    "string_pattern_mismatch": Words(
        "It has characters or a form that is not taken here", es="Tiene caracteres o una forma que aquí no se aceptan"
    ),
    "too_short": Words("At least {min_length} of them", es="Al menos {min_length}"),
    "too_long": Words("At most {max_length} of them", es="Como máximo {max_length}"),
    "greater_than": Words("More than {gt}", es="Más de {gt}"),
    "greater_than_equal": Words("{ge} or more", es="{ge} o más"),
    "less_than": Words("Less than {lt}", es="Menos de {lt}"),
    "less_than_equal": Words("{le} or less", es="{le} o menos"),
    "multiple_of": Words("A multiple of {multiple_of}", es="Un múltiplo de {multiple_of}"),
    "finite_number": Words("A finite number", es="Un número finito"),
    "enum": Words("One of {expected}", es="Uno de {expected_es}"),
    "literal_error": Words("One of {expected}", es="Uno de {expected_es}"),
    "union_tag_invalid": Words("One of {expected_tags}", es="Uno de {expected_tags}"),
    "timezone_aware": Words(
        "Give the time with its zone, as in 2026-11-22T08:00:00Z",
        es="Dé la hora con su zona, como en 2026-11-22T08:00:00Z",
    ),
    "json_invalid": Words("It is not valid JSON", es="No es JSON válido"),
}
#: By the first part of a type: what a value is to be.
FORMS: Mapping[str, Words] = {
    "string": Words("Write it as text", es="Escríbalo como texto"),
    "int": Words("Write a whole number", es="Escriba un número entero"),
    "float": Words("Write a number", es="Escriba un número"),
    "decimal": Words("Write a number", es="Escriba un número"),
    "bool": Words("Write true or false", es="Escriba true o false"),
    "uuid": Words(
        "Write an id, as in 018f3e1c-0000-7000-8000-000000000001",
        es="Escriba un identificador, como en 018f3e1c-0000-7000-8000-000000000001",
    ),
    "date": Words("Write a day, as in 2026-11-22", es="Escriba un día, como en 2026-11-22"),
    "datetime": Words(
        "Write a moment, as in 2026-11-22T08:00:00Z", es="Escriba un momento, como en 2026-11-22T08:00:00Z"
    ),
    "time": Words("Write a time, as in 15:30", es="Escriba una hora, como en 15:30"),
    "url": Words(
        "Write a web address, as in https://example.org", es="Escriba una dirección web, como en https://example.org"
    ),
    "list": Words("Send a list", es="Envíe una lista"),
    "set": Words("Send a list in which nothing is repeated", es="Envíe una lista sin repeticiones"),
    "model": Words("Send an object with its fields", es="Envíe un objeto con sus campos"),
    "dict": Words("Send an object with its fields", es="Envíe un objeto con sus campos"),
    "json": Words("Send JSON", es="Envíe JSON"),
    "union": Words("Say which kind it is", es="Diga de qué tipo es"),
}
UNFIT = Words("This value is not acceptable", es="Este valor no se acepta")


def unfit(language: str) -> str:
    """What is said of a value where no more is known."""
    return UNFIT.es if language == "es" else str(UNFIT)


def sentence(entry: Mapping[str, Any]) -> Words:
    """What one finding says to whoever sent the value."""
    kind, bounds = str(entry["type"]), dict(entry.get("ctx") or {})
    if kind in ("value_error", "assertion_error"):
        return _of_ours(bounds.get("error"))
    if kind in SENTENCES:
        # A finding of ours that borrows a type has no bounds of that type, and a sentence of its own.
        return _filled(SENTENCES[kind], bounds) or Words(str(entry.get("msg", UNFIT)), es=UNFIT.es)
    return FORMS.get(kind.partition("_")[0], UNFIT)


def _of_ours(error: object) -> Words:
    """A validator of ours has said it, in both languages or in English alone."""
    said = error.args[0] if isinstance(error, Exception) and error.args else UNFIT
    return said if isinstance(said, Words) else Words(str(said), es=UNFIT.es)


def _filled(words: Words, bounds: Mapping[str, Any]) -> Words | None:
    """The sentence with its bounds; None where the finding does not say them."""
    number = bounds.get("min_length", bounds.get("max_length"))
    filled = {
        **bounds,
        "characters": "character" if number == 1 else "characters",
        "caracteres": "carácter" if number == 1 else "caracteres",
        "expected_es": str(bounds.get("expected", "")).replace(" or ", " o "),
    }
    try:
        return Words(words.format(**filled), es=words.es.format(**filled))
    except KeyError:
        return None
