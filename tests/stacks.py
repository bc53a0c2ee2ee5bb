"""Stacks for tests: the logs of one that a test failed on are kept, and their last lines stand in the report."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress

import pytest

from deploy.local.failed import keep_logs, tails
from deploy.local.stack import Stack
from shared.testing.failures import Failed
from shared.testing.leftovers import LOCAL

#: Those of this process; a test's fixtures may fail before the test itself has any.
_running: list[Stack] = []


@contextmanager
def running(name: str) -> Iterator[Stack]:
    """A started stack of this process's own; nothing of it is left afterwards but the logs of a start that failed."""
    stack = Stack(LOCAL / f"{name}-{os.getpid()}")
    try:
        try:
            stack.start()
        except Exception as error:
            raise Failed(f"{error}\nIts logs are in {keep_logs(stack, name)}") from error
        _running.append(stack)
        yield stack
    finally:
        if stack in _running:
            _running.remove(stack)
        stack.stop()
        stack.forget()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One stack for all who need whole processes, each with a district of its own; `tests/groups.py` says in which order."""
    with running("stack") as built:
        yield built


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep the logs of the stacks that run while a test fails."""
    report = yield
    if report.failed and call.when != "teardown":
        for stack in _running:
            with suppress(OSError):
                kept = keep_logs(stack, stack.folder.name.partition("-")[0])
                report.sections.append(("the stack's logs", f"kept in {kept}{tails(stack)}"))
    return report
