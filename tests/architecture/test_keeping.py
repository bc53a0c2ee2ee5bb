"""Every table says whose its rows are and how long they are kept: export, destruction and checks go by it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table

from shared.db.base import Base, tables_of
from shared.db.keeping import Keeping, Whose, of, part_of
from shared.rooms import rooms_of
from shared.testing.servers import SERVICES
from tests.keeping.tables import NOW, TABLES

#: Swept, and tried beside the others: by the database's own clock.
BY_ITS_OWN_CLOCK = {"ended_access": timedelta(hours=1)}


def lacks(table: Table, keeping: Keeping | None, others: dict[str, Table]) -> list[str]:
    """What is not said of a table, or said of what it has not."""
    if keeping is None:
        return ["whose its rows are"]
    named = [name for name in (keeping.by, keeping.since) if name is not None and name not in table.columns]
    parent = keeping.part_of
    return named + ([parent] if parent is not None and parent not in others else [])


def keeping_of(table: Table) -> Keeping | None:
    """What the class of a table says itself."""
    (found,) = [mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table]
    said: Keeping | None = vars(found).get("keeping")
    return said


def tables(service: str) -> dict[str, Table]:
    """A service's tables, by name."""
    rooms_of(service).load_tables()
    return {table.name: table for table in tables_of(service)}


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_says_whose_its_rows_are(service: str) -> None:
    found = tables(service)
    assert len(found) >= 8
    assert {name: lack for name, table in found.items() if (lack := lacks(table, keeping_of(table), found))} == {}


def test_what_is_swept_says_so_and_when() -> None:
    said = {name: keeping_of(table) for service in SERVICES for name, table in tables(service).items()}
    swept = {name: (one.since, one.keep) for name, one in said.items() if one is not None and one.keep is not None}
    tried: dict[str, Any] = {case.table: (case.column, NOW - case.since) for case in TABLES}
    tried |= {name: ("noted_at", keep) for name, keep in BY_ITS_OWN_CLOCK.items()}
    assert len(tried) >= 10
    assert swept == tried


def test_a_table_that_says_nothing_or_something_false_is_seen() -> None:
    found = tables("scheduling")
    tasks = found["tasks"]
    assert lacks(tasks, None, found) == ["whose its rows are"]
    assert lacks(tasks, of(Whose.STUDENT, "student_id"), found) == ["student_id"]
    assert lacks(tasks, part_of("nothing", "plan_id"), found) == ["nothing"]
    assert lacks(tasks, of(Whose.SCHOOL, "school_id", days=1, since="gone_at"), found) == ["gone_at"]


@pytest.mark.parametrize(
    "said", [{"whose": None}, {"whose": Whose.DISTRICT, "part_of": "tasks"}, {"whose": Whose.DISTRICT, "since": "at"}]
)
def test_half_a_word_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="say"):
        Keeping(**said)
