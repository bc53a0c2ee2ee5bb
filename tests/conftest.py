"""Every test has the kernel's fixtures: databases, services, a broker, a district of its own."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from deploy.local.provider import Provider
from shared.rooms import rooms_of
from tests import called
from tests.effort import EFFORT, times
from tests.groups import Groups, lay_out, minutes
from tests.partners import sign_on
from tests.stacks import pytest_runtest_makereport, stack

__all__ = ["pytest_runtest_makereport", "stack"]

#: Tests of a run that counts as whole, and operations it never called with success.
WHOLE = 9_000
NEVER = pytest.StashKey[list[str]]()

pytest_plugins = ["shared.testing.plugin"]

# How long an example takes tells of the machine, not of the code. `make test` tries the same examples each time.
settings.register_profile(
    "ours",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=EFFORT == 1,
    max_examples=times(50),
)
settings.load_profile("ours")


# What is imported and collected stays to the end: looking through it for garbage takes a tenth of a run.
gc.disable()


def pytest_collection_finish() -> None:
    """From now on garbage is made, and collected.

    A service of which some tables were read has all of them read: a selection of tests may bring in a few.
    """
    for service in {name.split(".")[1] for name in sys.modules if name.startswith("services.") and name.count(".") > 1}:
        rooms_of(service).load_tables()
    gc.freeze()
    # A call makes thousands of things, and nearly all go without anybody looking for them.
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lay the run out."""
    lay_out(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Worker processes take whole groups, in the order in which they stand."""
    config.option.loadscopereorder = False
    return Groups(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """What a worker process called with success, for the whole run."""
    called.note(getattr(node, "workeroutput", {}).get("called", {}))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A whole run has called every operation of the contracts with success, or fails."""
    called.note(called.here())
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["called"] = called.found()
    elif is_whole(session.config) and (never := called.never()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.stash[NEVER] = never


def reports_of(terminalreporter: Any) -> list[pytest.TestReport]:
    """What was run."""
    stats = terminalreporter.stats
    return [report for kind in stats.values() for report in kind if isinstance(report, pytest.TestReport)]


def is_whole(config: pytest.Config) -> bool:
    """Was more than a selection run?"""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return reporter is not None and len({report.nodeid for report in reports_of(reporter)}) > WHOLE


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Minutes by group."""
    for operation in terminalreporter.config.stash.get(NEVER, ()):
        terminalreporter.line(f"no test calls {operation} with success", red=True)
    reports = reports_of(terminalreporter)
    if len(reports) > 1_000:
        terminalreporter.section("minutes by group")
        for line in minutes(reports):
            terminalreporter.line(line)


@pytest.fixture(scope="session")
def identity_provider(local_folder: Path) -> Iterator[Provider]:
    """A district's identity provider: npm's `oidc-provider` with the people of `tests/partners/sign_on.py`."""
    provider = Provider.start(local_folder / "sso", users=sign_on.USERS, clients=[sign_on.CONFIDENTIAL, sign_on.PUBLIC])
    yield provider
    provider.stop()
