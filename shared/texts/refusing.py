"""A refusal in its reader's words, and its operator's words beside them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.errors import Refusal
from shared.texts.catalogue import advice_of, code_title, label, title_of
from shared.texts.validation import unfit
from shared.texts.words import in_language


@dataclass(frozen=True)
class Told:
    """What a problem document says to people: `diagnosis` as it was raised, in English, for whoever operates the service."""

    title: str
    detail: str
    diagnosis: str
    errors: list[dict[str, Any]]


def told(refusal: Refusal, language: str) -> Told:
    """What a refusal says in a language."""
    kind = type(refusal)
    errors = [{**entry, "detail": _fault(entry, language)} for entry in refusal.errors]
    detail = in_language(refusal.detail, language) if refusal.detail else _summary(errors, language)
    return Told(title_of(kind, language), detail or advice_of(kind, language), _diagnosis(refusal), errors)


def _fault(entry: Mapping[str, Any], language: str) -> str:
    """What is wrong with one value: as it was said, else what its code says."""
    said = in_language(entry["detail"], language)
    return said or code_title(entry["code"], language) or unfit(language)


def _summary(errors: list[dict[str, Any]], language: str) -> str:
    """How many values are to be mended, and the first; a name no contract has may be anything, and is not repeated."""
    if not errors:
        return ""
    parts = [part for part in errors[0]["pointer"].lstrip("/?").split("/") if part and not part.isdigit()]
    name = label(parts[-1], language) if parts else None
    first = errors[0]["detail"].rstrip(".")
    first = f"{name}: {first[:1].lower()}{first[1:]}" if name else f"{first[:1].upper()}{first[1:]}"
    if language == "es":
        return f"Hay que corregir {len(errors)} valores. El primero: {first}." if errors[1:] else f"{first}."
    return f"{len(errors)} values need mending. The first: {first}." if errors[1:] else f"{first}."


def _diagnosis(refusal: Refusal) -> str:
    if refusal.diagnosis:
        return refusal.diagnosis
    faults = "; ".join(f"{entry['pointer']} {entry['detail']}" for entry in refusal.errors[:10])
    return " ".join(part for part in (str(refusal.detail) or f"{refusal.code}.", faults) if part)
