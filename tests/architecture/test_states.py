"""Whatever has a state has a matrix, written by hand, of what it does with every move in every state."""

from enum import StrEnum
from importlib import import_module

import pytest
from sqlalchemy import Enum

from services.assessment.administrations.tables import AdministrationState
from services.assessment.instruments.tables import InstrumentState
from services.assessment.roster_imports.tables import ImportState
from services.notifications.deliveries.tables import State as DeliveryState
from services.scheduling.barriers.tables import BarrierState
from services.scheduling.plans.tables import PlanState
from services.scheduling.revisions.tables import RevisionState
from services.scheduling.tasks.tables import TaskState
from shared.db.base import Base
from shared.testing.servers import SERVICES
from tests.states import assessment, notifications, scheduling
from tests.states.matrix import Matrix

MATRICES: dict[type[StrEnum], Matrix] = {
    PlanState: scheduling.PLANS,
    RevisionState: scheduling.REVISIONS,
    TaskState: scheduling.TASKS,
    BarrierState: scheduling.BARRIERS,
    AdministrationState: assessment.ADMINISTRATIONS,
    InstrumentState: assessment.INSTRUMENTS,
    ImportState: assessment.ROSTER_IMPORTS,
    DeliveryState: notifications.DELIVERIES,
}


def states_of_tables() -> set[object]:
    """The vocabulary of every column `state` of every service."""
    for service in SERVICES:
        import_module(f"services.{service}.tables")
    columns = [table.columns["state"] for table in Base.metadata.tables.values() if "state" in table.columns]
    return {column.type.enum_class for column in columns if isinstance(column.type, Enum) and column.type.enum_class}


def test_every_state_of_a_table_has_a_matrix() -> None:
    assert states_of_tables() == set(MATRICES), "write its matrix into tests/states and walk it in a test of its room"


@pytest.mark.parametrize("states", MATRICES, ids=lambda states: states.__name__)
def test_a_matrix_has_every_state_and_leads_to_none_that_is_not_there(states: type[StrEnum]) -> None:
    found = MATRICES[states]
    assert set(found) == {state.value for state in states}
    led = {cell for row in found.values() for cell in row.values() if not cell.startswith("!")}
    assert led <= set(found)
