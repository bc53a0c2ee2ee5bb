"""Conditions on an event's data: do they hold, and could they ever?"""

from collections.abc import Mapping, Sequence
from typing import Any

from services.scheduling.planning.evidence_types.catalogue import Field, field_of
from shared.texts.words import Words

OPERATORS = {
    "text": ("equals", "not_equals", "one_of"),
    "number": ("equals", "not_equals", "at_least", "at_most"),
    "truth": ("equals",),
}


def meets(conditions: Sequence[Mapping[str, Any]], data: Mapping[str, Any]) -> bool:
    """Do all conditions hold? A field the event lacks, or has as null, meets none."""
    return all(_meets(condition, _found(data, condition["field"])) for condition in conditions)


def faults(conditions: Sequence[Mapping[str, Any]], fields: Mapping[str, Field]) -> list[tuple[int, Words]]:
    """Conditions no event of these fields can meet, each with its place and why; empty when all could."""
    found = [(place, why) for place, condition in enumerate(conditions) if (why := _fault(condition, fields))]
    return found or _contradictions(conditions, fields)


def _found(data: Mapping[str, Any], name: str) -> Any:
    family, _, which = name.partition(".")
    return data.get(family, {}).get(which) if which else data.get(family)


def _meets(condition: Mapping[str, Any], found: Any) -> bool:
    if found is None:
        return False
    wanted = condition["value"]
    match condition["op"]:
        case "equals":
            return bool(found == wanted)
        case "not_equals":
            return bool(found != wanted)
        case "at_least":
            return bool(found >= wanted)
        case "at_most":
            return bool(found <= wanted)
        case "one_of":
            return found in wanted
    return False


def _fault(condition: Mapping[str, Any], fields: Mapping[str, Field]) -> Words | None:
    field = field_of(condition["field"], fields)
    if field is None:
        names = [f"{name}.…" if known.keyed else name for name, known in fields.items()]
        return Words(
            f"the event has no such field; it has {', '.join(names)}",
            es=f"el evento no tiene ese campo; tiene {', '.join(names)}",
        )
    if condition["op"] not in OPERATORS[field.kind]:
        return Words(
            f"a {field.kind} can be compared by {', '.join(OPERATORS[field.kind])}",
            es=f"un campo de tipo {field.kind} se compara con {', '.join(OPERATORS[field.kind])}",
        )
    value = condition["value"]
    if (condition["op"] == "one_of") != isinstance(value, list):
        return Words(
            "one_of takes a list, every other comparison one value",
            es="one_of lleva una lista; las demás comparaciones, un valor",
        )
    values = value if isinstance(value, list) else [value]
    if not values or not all(_is_kind(each, field.kind) for each in values):
        return Words(f"the value must be a {field.kind}", es=f"el valor debe ser de tipo {field.kind}")
    if field.values and condition["op"] != "not_equals" and not set(values) & set(field.values):
        return Words(
            f"the field is one of {', '.join(field.values)}", es=f"el campo es uno de {', '.join(field.values)}"
        )
    if field.kind == "number" and not all(_is_within(each, field) for each in values):
        return (
            Words(f"the field is from {field.least} to {field.most}", es=f"el campo va de {field.least} a {field.most}")
            if field.most
            else Words(f"the field is {field.least} or more", es=f"el campo es {field.least} o más")
        )
    return None


def _is_within(value: int, field: Field) -> bool:
    return field.least <= value and (field.most is None or value <= field.most)


def _is_kind(value: Any, kind: str) -> bool:
    if kind == "truth":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str)


def _contradictions(conditions: Sequence[Mapping[str, Any]], fields: Mapping[str, Field]) -> list[tuple[int, Words]]:
    """Conditions on one field that exclude each other; the last of them is named."""
    found = []
    for name in dict.fromkeys(condition["field"] for condition in conditions):
        field = field_of(name, fields)
        assert field is not None, "every condition's field has been found"
        mine = [(place, condition) for place, condition in enumerate(conditions) if condition["field"] == name]
        if len(mine) > 1 and not _possible([condition for _, condition in mine], field):
            found.append(
                (
                    mine[-1][0],
                    Words(
                        f"no {name} can meet this and the conditions before it",
                        es=f"ningún {name} puede cumplir esta condición y las anteriores",
                    ),
                )
            )
    return found


def _possible(conditions: Sequence[Mapping[str, Any]], field: Field) -> bool:
    """Is there a value that meets all? It is enough to try the values named, their neighbours and the vocabulary."""
    named: list[Any] = []
    for condition in conditions:
        named.extend(condition["value"] if isinstance(condition["value"], list) else [condition["value"]])
    if field.kind == "number":
        near_by = [near for value in named for near in (value - 1, value, value + 1)]
        # Percents lie between whole numbers too.
        between = [near + 0.5 for near in near_by if field.least < near + 0.5 < field.most] if field.most else []
        candidates: list[Any] = [*(near for near in near_by if _is_within(near, field)), *between]
    elif field.kind == "truth":
        candidates = [True, False]
    else:
        candidates = list(field.values) or [*named, "".join(map(str, named)) + "?"]
    return any(all(_meets(condition, candidate) for condition in conditions) for candidate in candidates)
