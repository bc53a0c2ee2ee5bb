"""Whose roles may bring about what proves a task is what the permissions of the services that tell of it say."""

import json
from pathlib import Path

import pytest

import services
from services.scheduling.planning.evidence_types.catalogue import PROVABLE, provers_of
from services.scheduling.planning.plan_templates import library
from services.scheduling.planning.plans.rules import activities
from services.scheduling.publication.preview_figures.rules import owners_who_may_not

TABLES = json.loads((Path(services.__file__).parents[1] / "contracts/permissions.json").read_text())
#: By event: whose table, and the right that brings it about.
RIGHTS = {
    "assessment.administration.scored.v2": ("assessment", "administrations:write"),
    "partners.role.assigned.v1": ("partners", "directory:write"),
}


@pytest.mark.parametrize("event_type", sorted(PROVABLE))
def test_who_proves_is_who_may(event_type: str) -> None:
    service, right = RIGHTS[event_type]
    rule = TABLES[service][right]
    assert provers_of(event_type) == {*rule["district"], *rule["school"]}


@pytest.mark.parametrize("code", sorted(library.templates()))
def test_no_template_asks_anybody_for_what_they_may_not_do(code: str) -> None:
    plan = library.get_template(code).plan.model_dump(mode="json", exclude_none=True)
    assert owners_who_may_not(activities(plan)) == []
