"""What a User's attributes say of the staff member, how names are compared, and what is too much."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from unicodedata import normalize
from uuid import UUID

from services.partners.access.scim.schemas import ENTERPRISE, USER, EnterpriseUser, Group, User
from shared.names import LONGEST_NAME, is_address, is_line
from shared.texts.words import Words

LONGEST_TEXT = 2_000
MOST_ENTRIES = 25
MOST_MEMBERS = 10_000
LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?(?![A-Za-z0-9_-])")
#: Entra ID marks its groups with a schema that has no attributes.
MARK = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
TAG = re.compile(r'(?:W/)?"([0-9]{1,18})"')


def key_of(name: str) -> str:
    """A name as names are compared: composed and without case (RFC 7643 §2.1: caseExact false)."""
    return normalize("NFC", normalize("NFC", name).lower())


def tag_of(version: int) -> str:
    """The entity tag: weak, because one version is shown with more or fewer attributes."""
    return f'W/"{version}"'


def versions_of(header: str) -> set[str] | None:
    """The versions an `If-Match` or `If-None-Match` names; None for `*`. What is no tag of ours names nothing."""
    return None if header.strip() == "*" else set(TAG.findall(header))


def names_of(user: User[Any]) -> tuple[str, str]:
    """(given name, family name); what is missing is made of the display name, and that of the user name."""
    name = user.name
    given, family = (_line(name.given_name), _line(name.family_name)) if name else ("", "")
    full = _line(user.display_name) or (_line(name.formatted) if name else "") or _line(user.user_name)
    head, _, tail = full.rpartition(" ")
    return given or head or tail, family or tail


def unfit(user: User[Any]) -> Words | None:
    """What of the name and address we would take is none, by the rules of every other door; None when both are."""
    given, family = names_of(user)
    for what, text in (
        (Words("given name", es="nombre"), given),
        (Words("family name", es="apellido"), family),
    ):
        if len(text) > LONGEST_NAME or not is_line(text):
            return Words(
                f"The {what} is one line of at most {LONGEST_NAME} characters, without signs that turn its direction.",
                es=f"El {what.es} es una línea de {LONGEST_NAME} caracteres como máximo, sin signos que cambien su dirección.",
            )
    address = email_of(user)
    return (
        None
        if address is None or is_address(address)
        else Words(
            "The e-mail address is one mail can be sent to.",
            es="La dirección de correo es una a la que se puede escribir.",
        )
    )


def email_of(user: User[Any]) -> str | None:
    """The address we write to: the primary one, else the one for work, else the first."""
    given = [entry for entry in user.emails or [] if entry.value]
    ranked = sorted(given, key=lambda entry: (not entry.primary, entry.type != "work"))
    return ranked[0].value.strip() or None if ranked and ranked[0].value else None


def language_of(user: User[Any]) -> str | None:
    """The first language of `en-US`, `en_us` or an Accept-Language list in our form, or None when it is none."""
    found = LANGUAGE.match(user.preferred_language or "")
    if found is None:
        return None
    language, country = found.groups()
    return language.lower() + (f"-{country.upper()}" if country else "")


def roster_ids(user: User[Any]) -> list[str]:
    """By what a User is found in the roster: the employee number, the provider's own id. Never by e-mail."""
    work: EnterpriseUser | None = user[EnterpriseUser]
    found = (work.employee_number if work else None, user.external_id)
    return list(dict.fromkeys(value for value in found if value))


def member_ids(group: Group) -> dict[str, str | None]:
    """The ids of a group's members with how the provider calls each. Raises ValueError on a member that names no User."""
    found: dict[str, str | None] = {}
    for member in group.members or []:
        value = member.value or (str(member.ref).rpartition("/")[2] if member.ref else "")
        if member.type not in (None, "User") or (member.ref and str(member.ref).rpartition("/")[2] != value):
            raise ValueError("members are Users: value is a User's id, $ref its address, type User")
        found[str(UUID(value))] = member.display
    return found


def unmarked(sent: dict[str, Any]) -> dict[str, Any]:
    """A representation without a mark that says nothing."""
    schemas = sent.get("schemas")
    if not isinstance(schemas, list):
        return sent
    return {**sent, "schemas": [schema for schema in schemas if schema != MARK]}


def plain(operations: list[Any]) -> list[Any]:
    """Operations without Entra ID's documented deviations: a manager's bare id, and members with a null beside their id.

    Raises ValueError on an `active` that is neither a truth nor a word for one: to Python 1 is true, to SCIM it is not.
    """
    return [_plain(operation) if isinstance(operation, Mapping) else operation for operation in operations]


def _plain(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    path, value = str(operation.get("path") or "").lower(), operation.get("value")
    named = {str(name).lower(): held for name, held in value.items()} if isinstance(value, Mapping) else {}
    for name in ("active", f"{USER}:active".lower()):
        if not isinstance(value if path == name else named.get(name), bool | str | Mapping | None):
            raise ValueError("active is true or false")
    if path == f"{ENTERPRISE}:manager".lower() and isinstance(value, str):
        return {**operation, "value": {"value": value}}
    if path == "members" and isinstance(value, list):
        return {**operation, "value": [_given(member) for member in value]}
    return operation


def _given(member: Any) -> Any:
    return {name: held for name, held in member.items() if held is not None} if isinstance(member, Mapping) else member


def excess(document: Any, path: str = "") -> Iterator[Words]:
    """What is too long, too much or not storable in a document."""
    if isinstance(document, str):
        if len(document) > LONGEST_TEXT:
            yield Words(
                f"{path}: at most {LONGEST_TEXT} characters", es=f"{path}: como máximo {LONGEST_TEXT} caracteres"
            )
        if "\x00" in document:
            yield Words(f"{path}: U+0000 cannot be kept", es=f"{path}: no se puede guardar U+0000")
    elif isinstance(document, dict):
        for name, value in document.items():
            yield from excess(value, f"{path}.{name}" if path else name)
    elif isinstance(document, list):
        most = MOST_MEMBERS if path == "members" else MOST_ENTRIES
        if len(document) > most:
            yield Words(f"{path}: at most {most} values", es=f"{path}: como máximo {most} valores")
        for value in document[:most]:
            yield from excess(value, path)


def _line(text: str | None) -> str:
    return " ".join(part for part in (text or "").strip().split(" ") if part)
