"""A test leans on no other test: what several need stands in a module of its own, beside the room it speaks of."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FILE = 400
#: It hands planted faults to other gates.
TRIES_OTHERS = "tests/architecture/test_gates_see.py"


def borrowed(text: str) -> list[str]:
    """The test modules a module imports from."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # Of a module whatever is taken is something in it, of a folder it is a module.
            is_folder = (ROOT / (node.module or "").replace(".", "/")).is_dir()
            found += [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names if is_folder)]
    return sorted({name for name in found if name.rpartition(".")[2].startswith("test_") and "tests." in name})


def test_no_module_imports_from_a_test() -> None:
    assert len(FILES) >= 350
    leaning = {path: borrowed(text) for path, text in _texts().items() if path != TRIES_OTHERS}
    assert {path: names for path, names in leaning.items() if names} == {}


def test_a_file_of_tests_is_one_thing() -> None:
    lengths = {path: len(text.splitlines()) for path, text in _texts().items()}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


def _texts() -> dict[str, str]:
    return {str(path.relative_to(ROOT)): path.read_text() for path in FILES}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("from tests.partners.test_told import made", "tests.partners.test_told"),
        ("from tests.partners import factories, test_told as told", "tests.partners.test_told"),
        ("import tests.partners.test_told", "tests.partners.test_told"),
        ("def late():\n    from tests.partners.test_told import made", "tests.partners.test_told"),
    ],
)
def test_an_import_from_a_test_is_seen(text: str, name: str) -> None:
    assert borrowed(text) == [name]


def test_an_import_from_what_helps_tests_is_none() -> None:
    assert borrowed("from tests.partners.factories import made\nfrom tests import seeding\nimport json") == []
