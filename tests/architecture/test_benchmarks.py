"""What benchmarks write into tables names every column that must have a value: nobody runs them with each change."""

import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.db.base import Base
from shared.rooms import rooms_of
from shared.testing.servers import SERVICES

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
INSERT = re.compile(r"insert into (\w+) \(([^)]*)\)")


def tables() -> dict[str, list[set[str]]]:
    """By name: the columns that must be given, in each service that has such a table."""
    for service in SERVICES:
        rooms_of(service).load_tables()
    found: dict[str, list[set[str]]] = {}
    for table in Base.metadata.tables.values():
        needed = {one.name for one in table.columns if not one.nullable and one.server_default is None}
        found.setdefault(table.name, []).append(needed)
    return found


def texts(value: Any) -> Iterator[str]:
    """The texts in a constant of a module."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from texts(one)


def writings() -> Iterator[tuple[str, str, set[str]]]:
    """(where, table, columns given) of each insert that stands in a constant."""
    for file in sorted(BENCHMARKS.glob("[!_]*.py")):
        module = import_module(f"tests.benchmarks.{file.stem}")
        for name, value in vars(module).items():
            for text in texts(value):
                for table, columns in INSERT.findall(text):
                    yield f"{file.stem}.{name}", table, {one.strip() for one in columns.split(",")}


def lacking(found: Iterable[tuple[str, str, set[str]]]) -> list[str]:
    """What an insert leaves out, of the table that is nearest to it."""
    known = tables()
    return [
        f"{where}: {table} lacks {sorted(least)}"
        for where, table, columns in found
        if (least := min((needed - columns for needed in known.get(table, ())), key=len, default=set()))
    ]


def test_what_benchmarks_insert_is_complete() -> None:
    found = [*writings()]
    assert len({where for where, _, _ in found}) > 8
    assert lacking(found) == []


def test_the_walk_sees_what_is_left_out() -> None:
    columns = {"district_id", "id", "staff_id", "school_id", "role", "starts_on", "version"}
    assert lacking([("planted", "directory_roles", columns)]) == ["planted: directory_roles lacks ['profile']"]


def test_rows_that_are_copied_are_complete() -> None:
    district = import_module("tests.benchmarks.district")
    copied = [("STAFF", "directory_staff", {*district.STAFF}), ("ROLE", "directory_roles", {*district.ROLE})]
    assert lacking(copied) == []
