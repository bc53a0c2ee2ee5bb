"""Sentences of refusals, and where they stand in English alone: readers of Spanish would be told general advice instead."""

import ast
from collections import Counter
from functools import cache
from pathlib import Path

from tests.code_sites import ROOT

CODE = [*sorted((ROOT / "services").rglob("*.py")), *sorted((ROOT / "shared").rglob("*.py"))]


@cache
def refusals() -> frozenset[str]:
    """The names of all classes of refusals: what is made of `Refusal`, or of what is."""
    trees = [ast.parse(path.read_text()) for path in CODE]
    bases = {
        node.name: {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"Refusal"}
    while more := {name for name, of in bases.items() if of & found} - found:
        found |= more
    return frozenset(found)


def english_alone(text: str) -> list[int]:
    """The lines of a module's text on which a refusal, or a fault of one value, has a sentence in English alone."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            said = node.args[:1] if called in refusals() else node.args[1:2] if called == "fault" else []
            found += [one.lineno for one in said if isinstance(one, ast.Constant | ast.JoinedStr) and _is_said(one)]
    return found


def _is_said(node: ast.Constant | ast.JoinedStr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node.value, str) and bool(node.value))


def left() -> Counter[str]:
    """How many there are in each room, or folder of the kernel."""
    found: Counter[str] = Counter()
    for path in CODE:
        folder = Path(path).relative_to(ROOT).parent.as_posix()
        found[folder] += len(english_alone(path.read_text()))
    return +found
