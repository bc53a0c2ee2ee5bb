"""A pytest plugin: which functions of the product each test enters, and what it costs; for choosing tests by.

Every function of the product says its name when it is entered: that costs far less than tracing, and no thread escapes it.
"""

import ast
import builtins
import json
import os
import time
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

MAP_FILE = "THROUGHLINE_MUTANTS_MAP"
ROOT = Path(__file__).parents[2]
PRODUCT = (str(ROOT / "services") + os.sep, str(ROOT / "shared") + os.sep)
SAYING = "__entered__"

entered: set[str] = set()
tests: dict[str, dict[str, Any]] = {}


def instrumented(source: str, path: str) -> ast.Module:
    """The module with every function saying `path:its.name` first; what is nested says its outermost function's."""

    def within(nodes: list[ast.stmt], prefix: str) -> None:
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                within(node.body, f"{prefix}{node.name}.")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                saying = ast.Call(ast.Name(SAYING, ast.Load()), [ast.Constant(f"{path}:{prefix}{node.name}")], [])
                node.body.insert(1 if ast.get_docstring(node, clean=False) else 0, ast.Expr(saying))

    tree = ast.parse(source)
    within(tree.body, "")
    return ast.fix_missing_locations(tree)


def instrument() -> None:
    """From now on the product's modules are imported so; nothing of it is written to disk."""
    original = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        path = self.get_filename(fullname)
        if not path.startswith(PRODUCT):
            return original(self, fullname)
        tree = instrumented(Path(path).read_text(), os.path.relpath(path, ROOT))
        return compile(tree, path, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    setattr(builtins, SAYING, entered.add)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Watch one test, its fixtures included."""
    entered.clear()
    began = time.process_time()
    yield
    known = tests.setdefault(item.nodeid, {"passed": True})
    known["seconds"] = round(time.process_time() - began, 3)
    known["functions"] = sorted(entered)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Only tests that pass without a mistake can notice one."""
    if report.failed or report.skipped:
        tests.setdefault(report.nodeid, {})["passed"] = False


def pytest_sessionfinish() -> None:
    """Write it down."""
    Path(os.environ[MAP_FILE]).write_text(json.dumps(tests))
