"""No property of a merge patch has a default in the contracts: a generated client would send it."""

import json
from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError

from deploy import contracts
from shared.schemas import ABSENT, Patch, ShortText
from shared.testing.servers import SERVICES

Contract = dict[str, Any]


def bodies_of_patches(contract: Contract) -> dict[str, Contract]:
    """The schema of each PATCH's body, and of patches inside it, by its name."""
    schemas = contract["components"]["schemas"]
    found: dict[str, Contract] = {}
    waiting = [
        operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        for path in contract["paths"].values()
        for method, operation in path.items()
        if method == "patch"
    ]
    while waiting:
        name = waiting.pop().rpartition("/")[2]
        if name not in found:
            found[name] = schemas[name]
            # Within a patch only what is itself merged, never what is replaced whole.
            waiting += [ref for ref in _refs(schemas[name]) if ref.endswith(("Update", "Patch"))]
    return found


def _refs(schema: Any) -> list[str]:
    match schema:
        case {"$ref": str(ref)}:
            return [ref]
        case dict():
            return [ref for inner in schema.values() for ref in _refs(inner)]
        case list():
            return [ref for inner in schema for ref in _refs(inner)]
    return []


def defaults(contract: Contract) -> list[str]:
    """Properties of patches that have a default."""
    return [
        f"{name}.{field}"
        for name, schema in bodies_of_patches(contract).items()
        for field, facts in schema["properties"].items()
        if "default" in facts
    ]


def read(service: str) -> Contract:
    """A committed contract."""
    found: Contract = json.loads((contracts.CONTRACTS / "openapi" / f"{service}.json").read_text())
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_no_property_of_a_patch_has_a_default(service: str) -> None:
    contract = read(service)
    assert bodies_of_patches(contract)
    assert defaults(contract) == []


def test_a_default_of_a_patch_is_seen_also_inside_it() -> None:
    contract = read("notifications")
    assert {"PreferencesUpdate", "QuietHoursPatch", "ChoicePatch"} <= bodies_of_patches(contract).keys()
    contract["components"]["schemas"]["QuietHoursPatch"]["properties"]["days"]["default"] = []
    assert defaults(contract) == ["QuietHoursPatch.days"]


class Sample(Patch):
    """Every kind of field."""

    name: ShortText = ABSENT
    cohort: Annotated[str | None, Field(max_length=3)] = ABSENT
    tags: list[str] = ABSENT


class Row:
    """What is changed."""

    def __init__(self) -> None:
        self.name, self.tags = "Adams", ["new"]
        self.cohort: str | None = "A"


def test_a_patch_changes_what_it_names_and_nothing_else() -> None:
    row = Row()
    patch = Sample.model_validate({"cohort": None})
    assert patch.changes() == {"cohort": None} == patch.plain()
    patch.apply(row)
    assert (row.name, row.cohort, row.tags) == ("Adams", None, ["new"])
    assert Sample.model_validate({}).changes() == {}


def test_null_is_refused_where_nothing_may_be_emptied() -> None:
    with pytest.raises(ValidationError):
        Sample.model_validate({"name": None})


def test_what_is_absent_is_no_value() -> None:
    assert not Sample.model_validate({}).name
    assert repr(Sample.model_validate({}).tags) == "ABSENT"
