"""A room that registers a kind of subject has it found, named and seen by its own rules."""

from collections.abc import Iterator
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest

from services.assessment.measures.subjects import kinds as registry
from services.assessment.measures.subjects import sight
from services.assessment.measures.subjects.errors import SubjectUnfit
from services.assessment.measures.subjects.kinds import Measured, SubjectKind
from services.assessment.permissions import OWN_CLASS
from services.assessment.rooms import ROOMS
from shared.context.context import Context
from shared.context.leads import Lead
from shared.context.references import Named
from shared.principal import Principal, RoleHeld

SCHOOL, DISTRICT, ME = uuid4(), uuid4(), uuid4()


async def there(_: Context, __: Measured) -> None:
    """It is there."""


CLASS = SubjectKind(
    "class",
    Named("classes", "named.title"),
    "classes",
    lambda _, id_, school_id: Measured(id_ or UUID(int=0), school_id),
    there,
    {OWN_CLASS: "select o.id from administrations o where o.subject_id = {me}::uuid and {schools} is null"},
)


@pytest.fixture
def with_classes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A later room has a `subjects.py` of its own."""
    files = [*ROOMS.files("subjects"), SimpleNamespace(SUBJECTS=(CLASS,))]
    monkeypatch.setattr("services.assessment.measures.subjects.kinds.ROOMS", SimpleNamespace(files=lambda _: files))
    registry.kinds.cache_clear()
    yield
    registry.kinds.cache_clear()


class Asking:
    """A piece of work of somebody with one role."""

    def __init__(self, role: str, school_id: UUID | None) -> None:
        held = (RoleHeld(role, school_id),)
        self.principal = Principal(kind="person", id=ME, district_id=DISTRICT, roles=held, scopes=frozenset())
        self.reasons: list[str] = []

    def note(self, reason: str) -> None:
        """Keep it."""
        self.reasons.append(reason)


def test_every_district_has_three_kinds() -> None:
    assert set(registry.kinds()) == {"district", "school", "staff"}
    with pytest.raises(SubjectUnfit):
        registry.kind_of("class")


@pytest.mark.usefixtures("with_classes")
def test_a_registered_kind_is_found_and_its_relation_leads_to_rows() -> None:
    assert registry.kind_of("class") is CLASS
    lead = sight.filters()[sight.SEEN]
    assert isinstance(lead, Lead)
    assert "{class_own_class} is null" in lead.condition


@pytest.mark.usefixtures("with_classes")
def test_it_is_seen_by_its_own_rule_and_by_no_other_kinds() -> None:
    teacher = Asking("teacher", SCHOOL)
    found = sight.scope(teacher, "read")  # type: ignore[arg-type]
    assert found[sight.SEEN] == []
    assert found["class_own_class"] == (SCHOOL,)
    assert "teacher of a class of theirs" in teacher.reasons
    planner = Asking("district_team_member", None)
    assert set(sight.scope(planner, "read")[sight.SEEN]) == {"district", "school", "class"}  # type: ignore[arg-type]
