"""Mistakes chosen by hand, in `chosen.toml`: those that would hurt people most."""

import ast
import hashlib
import tomllib
from pathlib import Path

from tests.mutants import python
from tests.mutants.generation import read
from tests.mutants.mutant import Edit, Mutant, line_of

CHOSEN = Path(__file__).with_name("chosen.toml")


class Moved(Exception):
    """The code that a chosen mistake is about is no longer there: choose it anew."""


def mutants(path: Path = CHOSEN) -> list[Mutant]:
    """All of them. Raises `Moved` naming those whose old text is not found exactly once."""
    found, moved = [], []
    for one in tomllib.loads(path.read_text())["mutant"]:
        source = read(one["path"])
        if source.count(one["old"]) != 1:
            moved.append(f"{one['path']}: {source.count(one['old'])} times: {one['old']!r}")
            continue
        found.append(_mutant(source, **one))
    if moved:
        raise Moved("\n".join(moved))
    return found


def _mutant(source: str, path: str, old: str, new: str, meaning: str, room: str = "") -> Mutant:
    start = source.index(old)
    line = line_of(source, start)
    text = python.Text(source)
    unit = "module"
    for name, node in python.units(ast.parse(source)):
        first, last = text.span(node)
        if first <= start < last:
            unit = name
    mark = hashlib.sha256(f"{path}{old}{new}".encode()).hexdigest()[:6]
    edit = Edit(start, start + len(old), new, "chosen", unit)
    return Mutant(f"{path}:{unit}:chosen:{mark}", path, line, edit, source, meaning, room)
