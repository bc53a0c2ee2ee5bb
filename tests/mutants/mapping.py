"""A pytest plugin: which functions of the product each test enters, and what it costs; for choosing tests by."""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

MAP_FILE = "THROUGHLINE_MUTANTS_MAP"
ROOT = Path(__file__).parents[2]
PRODUCT = (str(ROOT / "services") + os.sep, str(ROOT / "shared") + os.sep)

entered: dict[int, CodeType] = {}
tests: dict[str, dict[str, Any]] = {}


def _enter(frame: FrameType, event: str, arg: object) -> None:
    code = frame.f_code
    entered[id(code)] = code


def _functions() -> list[str]:
    found = set()
    for code in list(entered.values()):
        if code.co_filename.startswith(PRODUCT) and not code.co_name.startswith("<module"):
            name = code.co_qualname.split(".<locals>")[0]
            found.add(f"{os.path.relpath(code.co_filename, ROOT)}:{name}")
    return sorted(found)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Watch one test, its fixtures included."""
    entered.clear()
    began = time.process_time()
    threading.settrace(_enter)
    sys.settrace(_enter)
    yield
    sys.settrace(None)
    threading.settrace(None)
    known = tests.setdefault(item.nodeid, {"passed": True})
    known["seconds"] = round(time.process_time() - began, 3)
    known["functions"] = _functions()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Only tests that pass without a mistake can notice one."""
    if report.failed or report.skipped:
        tests.setdefault(report.nodeid, {})["passed"] = False


def pytest_sessionfinish() -> None:
    """Write it down."""
    Path(os.environ[MAP_FILE]).write_text(json.dumps(tests))
