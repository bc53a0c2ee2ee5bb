"""Pure rules of lists of organisations: what a line says."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.partners.community.organization_contacts.schemas import Phone
from services.partners.community.organization_imports.columns import LANGUAGES, meant
from services.partners.community.organizations.rules import bare_identifier, plain
from services.partners.community.organizations.schemas import MOST_LANGUAGES, Website
from services.partners.community.organizations.tables import (
    OrganizationKind,
    OrganizationStatus,
    Pillar,
    ServiceDomain,
)
from shared.schemas import Email, LongText, ShortText

SEVERAL = re.compile(r"[;,/|\n]|\band\b|\by\b")
CHOICES: dict[str, type[StrEnum]] = {"kind": OrganizationKind, "status": OrganizationStatus}
LISTS: dict[str, type[StrEnum]] = {"domains": ServiceDomain, "pillars": Pillar}
SITE = ("street", "city", "region", "postal_code", "area")
ADDRESSES = ("email", "phone", "website")
PLAIN: dict[str, TypeAdapter[Any]] = {
    **dict.fromkeys(("name", *SITE, "given_name", "family_name", "title"), TypeAdapter(ShortText)),
    "description": TypeAdapter(LongText),
    "email": TypeAdapter(Email),
    "phone": TypeAdapter(Phone),
    "website": TypeAdapter(Website),
}


@dataclass
class Said:
    """What a line says of an organisation, of its site and of somebody there; and what of it could not be taken."""

    facts: dict[str, Any] = field(default_factory=dict)
    site: dict[str, str] = field(default_factory=dict)
    contact: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def say(cells: dict[str, str]) -> Said:
    """What the cells of a line say, each by itself: one that is not understood takes no other with it."""
    said = Said()
    for column, cell in cells.items():
        _take(said, column, cell)
    if "name" not in said.facts and not any(column == "name" for column, _ in said.faults):
        said.faults.append(("name", "name_missing"))
    if said.contact and not {"given_name", "family_name"} <= said.contact.keys():
        said.faults.append(("contact", "contact_unnamed"))
        said.contact = {}
    return said


def tells_apart(said: Said, identifiers: list[dict[str, Any]], towns: set[str]) -> bool:
    """Is it another of the same name: with another number of the same scheme, or in another town?"""
    numbers = {one["scheme"]: one["value"] for one in identifiers}
    others = (numbers.get(one["scheme"], one["value"]) != one["value"] for one in said.facts.get("identifiers", ()))
    town = said.site.get("city")
    return any(others) or bool(town and towns and plain(town) not in towns)


def named(whole: str) -> tuple[str, str] | None:
    """A person's names of one cell: what stands before a comma is the family's, else the last word."""
    family, comma, given = (part.strip() for part in whole.partition(","))
    if comma and family and given:
        return given, family
    words = whole.split()
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else None


def _take(said: Said, column: str, cell: str) -> None:
    if column in CHOICES:
        value = meant(CHOICES[column], cell)
        _keep(said, said.facts, column, value)
    elif column in LISTS:
        found = [meant(LISTS[column], part) for part in SEVERAL.split(cell) if part.strip()]
        _keep_list(said, column, found)
    elif column == "languages":
        parts = [plain(part) for part in SEVERAL.split(cell) if part.strip()]
        _keep_list(
            said, column, [LANGUAGES.get(part) or (part if re.fullmatch("[a-z]{2}", part) else None) for part in parts]
        )
    elif column in ("ein", "npi", "uei"):
        bare = bare_identifier(column, cell)
        if bare is None:
            said.faults.append((column, "not_understood"))
        else:
            said.facts.setdefault("identifiers", []).append({"scheme": column, "value": bare})
    elif column == "contact":
        names = named(cell)
        if names is None:
            said.faults.append((column, "contact_unnamed"))
        else:
            said.contact |= {"given_name": names[0], "family_name": names[1]}
    else:
        _keep_plain(said, column, cell)


def _keep_plain(said: Said, column: str, cell: str) -> None:
    if column == "website":
        scheme, found, rest = cell.partition("://")
        cell = f"{scheme.lower()}://{rest}" if found else f"https://{cell}"
    try:
        value = PLAIN[column].validate_python(cell)
    except ValidationError as error:
        is_long = any(one["type"] == "string_too_long" for one in error.errors())
        otherwise = "not_an_address" if column in ADDRESSES else "not_understood"
        said.faults.append((column, "too_long" if is_long else otherwise))
        return
    whose = said.site if column in SITE else said.contact
    (said.facts if column in ("name", "description", "website") else whose)[column] = value


def _keep(said: Said, whose: dict[str, Any], column: str, value: Any) -> None:
    if value is None:
        said.faults.append((column, "not_understood"))
    else:
        whose[column] = value


def _keep_list(said: Said, column: str, found: list[Any]) -> None:
    if None in found:
        said.faults.append((column, "not_understood"))
    if known := [value for value in dict.fromkeys(found) if value is not None]:
        said.facts[column] = known[:MOST_LANGUAGES]
    if len(known) > MOST_LANGUAGES:
        said.faults.append((column, "too_long"))
