"""The mark on an event class that says its facts may prove work, and make it: what of it conditions may speak of.

No event that names a student bears it. From the marks `make contracts` writes the catalogue scheduling reads.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

#: What stands in the name of a field that is of a student, or of a student's family.
OF_STUDENTS = ("student", "guardian")


class NamesStudent(TypeError):
    """The event is of a student: its facts prove nothing, and make no work."""


@dataclass(frozen=True)
class Keyed:
    """Of each of many things alike in the list `of`, known by its `key`, one `value`."""

    of: str
    value: str
    key: str = "code"


@dataclass(frozen=True)
class Provable:
    """What a fact of the class is: where, of whom, of which day, and which of its fields conditions may speak of.

    `fields`: each by its name, with the values it may have where they are a closed vocabulary. `place`: which field names the
    school; None: it is the district's. `person`: of whose doing it is. `day`: which field is the day it speaks of, else that of
    the moment it was told; `begins`: that day is told ahead, and it is a fact from then on. `right`: whoever has it, at the
    producer, brings such a fact about. `said`: what happened, in each language, of fields and `{place}`.

    A class with a `version` tells of one thing again and again: the newest counts. `corrected_by` tells of it too, and
    `withdrawn_by` that it is no more. `former`: what it was called before.
    """

    right: str
    said: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]]
    keyed: Mapping[str, Keyed] = field(default_factory=dict)
    #: Of these fields those whose values are the roles of the district's catalogue.
    role_fields: tuple[str, ...] = ()
    #: It has points of so many possible, in total and by subscale: percents of them are fields too.
    is_score: bool = False
    place: str | None = "school_id"
    person: str | None = None
    day: str | None = None
    begins: bool = False
    former: tuple[str, ...] = ()
    corrected_by: tuple[str, ...] = ()
    withdrawn_by: tuple[str, ...] = ()


def described(kind: Any) -> dict[str, Any]:
    """A marked class as the catalogue has it, kinds of fields as the class declares them. Raises `NamesStudent`."""
    mark: Provable = kind.provable
    refuse_students(kind)
    schema = kind.model_fields
    named = [name for name in (mark.place, mark.person, mark.day) if name]
    if missing := [
        name for name in (*named, *mark.fields, *(one.of for one in mark.keyed.values())) if name not in schema
    ]:
        raise TypeError(f"{kind.type} has no {', '.join(missing)}")
    return {
        "subject": kind.subject_form,
        "place": mark.place,
        "person": mark.person,
        "day": mark.day,
        "begins": mark.begins,
        "is_versioned": "version" in schema and schema["version"].annotation is int,
        "is_score": mark.is_score,
        "role_fields": list(mark.role_fields),
        "former": list(mark.former),
        "corrected_by": list(mark.corrected_by),
        "withdrawn_by": list(mark.withdrawn_by),
        "said": dict(mark.said),
        "fields": {name: _field(schema[name].annotation, values) for name, values in mark.fields.items()},
        "keyed": {name: _keyed(schema[one.of].annotation, one) for name, one in mark.keyed.items()},
    }


def refuse_students(kind: Any) -> None:
    """Raises `NamesStudent` for a class with a field of a student, in itself or in a part of it."""
    if found := sorted(name for name in _names(kind.model_json_schema()) if any(word in name for word in OF_STUDENTS)):
        raise NamesStudent(f"{kind.type or kind.__name__} has {', '.join(found)}")


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _names(part)


def _field(annotation: Any, values: tuple[str, ...] = ()) -> dict[str, Any]:
    found = _plain(annotation)
    if get_origin(found) is Literal:
        return {"kind": "text", "values": list(values or get_args(found))}
    if isinstance(found, type) and issubclass(found, StrEnum):
        return {"kind": "text", "values": list(values or found)}
    kinds = {bool: "truth", int: "number", float: "number", str: "text"}
    if found not in kinds:
        raise TypeError(f"no condition compares a {found}")
    return {"kind": kinds[found], "values": list(values)}


def _keyed(annotation: Any, one: Keyed) -> dict[str, Any]:
    (part,) = get_args(annotation)
    return {**_field(part.model_fields[one.value].annotation), "of": one.of, "key": one.key, "value": one.value}


def _plain(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, UnionType):
        (annotation,) = (part for part in get_args(annotation) if part is not type(None))
    return annotation
