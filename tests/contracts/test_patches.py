"""No property of a merge patch has a default in the contracts: a generated client would send it."""

from typing import Annotated

import pytest
from pydantic import Field, ValidationError

from shared.schemas import ABSENT, Patch, ShortText
from shared.testing.servers import SERVICES
from tests.contracts.patch_bodies import Contract, bodies_of_patches, read


def defaults(contract: Contract) -> list[str]:
    """Properties of patches that have a default."""
    return [
        f"{name}.{field}"
        for name, schema in bodies_of_patches(contract).items()
        for field, facts in schema["properties"].items()
        if "default" in facts
    ]


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
