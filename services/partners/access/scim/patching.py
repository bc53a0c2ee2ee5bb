"""How much one PATCH may ask for, and the removal of members, which a Group of thousands needs done at once."""

import re
from collections.abc import Mapping
from typing import Any

from services.partners.access.scim.errors import InvalidValue
from services.partners.access.scim.rules import MOST_ENTRIES, MOST_MEMBERS
from services.partners.access.scim.schemas import POLICY, Group
from shared.texts.words import Words

MOST_OPERATIONS = 100
#: Comparisons in the paths of all operations, and values they bring to one User.
MOST_TERMS = 50
MOST_VALUES = 200
#: Members looked at, all operations together: a comparison takes several times what an addition does.
MOST_STEPS = 100_000
TERM = 5
ONE_MEMBER = re.compile(r'members\[\s*value\s+eq\s+"([^"\\\\]*)"\s*\]', re.IGNORECASE)
JOINT = re.compile(r"\b(?:and|or)\b", re.IGNORECASE)


def surfeit(operations: list[Any], resource: Any) -> Words | None:
    """What of these operations is more than is done at once."""
    if len(operations) > MOST_OPERATIONS:
        return Words(f"At most {MOST_OPERATIONS} operations.", es=f"Como máximo {MOST_OPERATIONS} operaciones.")
    is_group = isinstance(resource, Group)
    held = len(resource.members or []) if isinstance(resource, Group) else 0
    terms = values = steps = 0
    for operation in operations:
        asked = operation if isinstance(operation, Mapping) else {}
        path = str(asked.get("path") or "")
        compared = len(JOINT.findall(path)) + 1 if "[" in path or " " in path else 0
        terms += compared
        brought = _values(asked.get("value"))
        values += brought
        if str(asked.get("op")).lower() == "remove":
            # Each value is looked for among all members.
            compared += max(brought, 1)
        if _is_of_members(asked) and removed(asked) is None:
            steps += (held + values) * max(1, TERM * compared)
    if terms > MOST_TERMS:
        return Words(
            f"At most {MOST_TERMS} comparisons in paths.", es=f"Como máximo {MOST_TERMS} comparaciones en las rutas."
        )
    if values > (MOST_MEMBERS if is_group else MOST_VALUES):
        return Words(
            f"At most {MOST_MEMBERS if is_group else MOST_VALUES} values.",
            es=f"Como máximo {MOST_MEMBERS if is_group else MOST_VALUES} valores.",
        )
    if steps > MOST_STEPS + held + values:
        return Words(
            "Name several members in one operation, or send fewer operations.",
            es="Nombre varios miembros en una operación o envíe menos operaciones.",
        )
    return None


def removed(operation: Mapping[str, Any]) -> set[str] | None:
    """The ids of members an operation takes out, if it is one that names them."""
    if str(operation.get("op")).lower() != "remove":
        return None
    path, value = str(operation.get("path") or ""), operation.get("value")
    if found := ONE_MEMBER.fullmatch(path):
        return {found[1]} if value is None else None
    if path.lower() != "members" or not isinstance(value, list) or not value:
        return None
    named = [member.get("value") for member in value if isinstance(member, Mapping) and set(member) == {"value"}]
    ids = {id_ for id_ in named if isinstance(id_, str)}
    return ids if len(named) == len(value) and len(ids) == len(set(map(str, named))) else None


def apply(wanted: Any, operations: list[Any], resource: Any) -> None:
    """Change the resource, one operation after the other. When one fails, what is left is to be thrown away."""
    for sent, operation in zip(operations, wanted.operations or [], strict=True):
        ids = removed(sent) if isinstance(resource, Group) and isinstance(sent, Mapping) else None
        if ids is None:
            type(wanted).model_construct(operations=[operation]).patch(resource, scim_policy=POLICY)
            _check_entries(resource)
        else:
            resource.members = [member for member in resource.members or [] if member.value not in ids] or None


def _check_entries(resource: Any) -> None:
    """Refuse what grows too long on the way: every further comparison would go over it."""
    for name in () if isinstance(resource, Group) else type(resource).model_fields:
        held = getattr(resource, name)
        if isinstance(held, list) and len(held) > MOST_ENTRIES:
            raise InvalidValue(
                Words(f"{name}: at most {MOST_ENTRIES} values.", es=f"{name}: como máximo {MOST_ENTRIES} valores.")
            )


def _is_of_members(operation: Mapping[str, Any]) -> bool:
    return "members" in str(operation.get("path") or "members").lower()


def _values(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(_values(held) for held in value.values())
    return len(value) if isinstance(value, list) else 0
