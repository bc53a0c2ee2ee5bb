"""All mutants there could be, and a choice among them that gives every room its share."""

import ast
import hashlib
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from tests.mutants import python, sql
from tests.mutants.mutant import ROOT, Edit, Mutant, named

#: Helpers of tests; what only whole stacks start; what a database is made of (changed by migrations only); what only machines
#: or people at a shell read.
LEFT_OUT = (
    "testing/",
    "/worker.py",
    "migrations/",
    "tables.py",
    "telemetry.py",
    "logging.py",
    "openapi.py",
    "cli/progress.py",
    "names.py",
)
#: Texts for people, not for the database.
PROSE = {"description", "summary", "title", "detail", "help"}


def paths() -> list[str]:
    """The files that mistakes are made in."""
    files = [path.relative_to(ROOT).as_posix() for top in ("shared", "services") for path in (ROOT / top).rglob("*.py")]
    return sorted(path for path in files if not any(part in path for part in LEFT_OUT))


@cache
def of_file(path: str) -> tuple[Mutant, ...]:
    """Every mutant of a file."""
    source = (ROOT / path).read_text()
    return tuple(named(path, source, [*python.edits(source), *sql_edits(source)]))


def every(area: str = "") -> list[Mutant]:
    """Every mutant under a folder, or all."""
    return [mutant for path in paths() if path.startswith(area) for mutant in of_file(path)]


def sql_edits(source: str) -> Iterator[Edit]:
    """Mistakes in the SQL that stands in a module's strings."""
    text = python.Text(source)
    places = list(_strings(source, text))
    for unit, node in python.units(ast.parse(source)):
        prose = [text.span(part) for part in ast.walk(node) if _is_prose(part)]
        first, last = text.span(node)
        for start, end in places:
            hidden = any(a <= start and end <= b for a, b in prose)
            if first <= start and end <= last and not hidden and sql.STATEMENT.search(source[start:end]):
                for change in sql.changes(source[start:end]):
                    yield Edit(start + change.start, start + change.end, change.new, change.kind, unit)


def _strings(source: str, text: python.Text) -> Iterator[tuple[int, int]]:
    """Where the inside of each string begins and ends."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING:
            (line, column), (end_line, end_column) = token.start, token.end
            quote = 3 if token.string.lstrip("rfbRFB")[:3] in ('"""', "'''") else 1
            prefix = len(token.string) - len(token.string.lstrip("rfbRFB"))
            yield text.starts[line - 1] + column + prefix + quote, text.starts[end_line - 1] + end_column - quote


def _is_prose(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg in PROSE
    is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_docstring or isinstance(node, ast.Raise)


def choose(mutants: Iterable[Mutant], count: int, seed: str) -> list[Mutant]:
    """As many, in an order that is the seed's: a share for every area by the root of its size, its kinds in turn.

    Which ones are taken depends on their ids alone, so edits elsewhere leave the choice as it is.
    """
    by_area: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_area[mutant.area].append(mutant)
    if not by_area:
        return []
    queues = {area: _in_turn(found, seed) for area, found in by_area.items()}
    # The k-th of an area comes after k/√size rounds, so large areas come up more often and small ones not never.
    ranked = [
        ((place + 0.5) / len(queue) ** 0.5, lot(one.id, seed), one)
        for queue in queues.values()
        for place, one in enumerate(queue)
    ]
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])[:count]]


def _in_turn(mutants: list[Mutant], seed: str) -> list[Mutant]:
    by_kind: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants, key=lambda one: lot(one.id, seed)):
        by_kind[mutant.edit.kind].append(mutant)
    kinds = sorted(by_kind, key=lambda kind: lot(kind + mutants[0].area, seed))
    return [by_kind[kind][turn] for turn in range(len(mutants)) for kind in kinds if turn < len(by_kind[kind])]


def lot(id_: str, seed: str) -> str:
    """What an id draws with a seed, to be sorted by."""
    return hashlib.sha256(f"{seed}:{id_}".encode()).hexdigest()


def read(path: str) -> str:
    """A file's text."""
    return (ROOT / path).read_text()
