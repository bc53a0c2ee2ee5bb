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
from tests.effort import EFFORT, times
from tests.groups import Groups, lay_out, minutes
from tests.partners import sign_on
from tests.stacks import pytest_runtest_makereport, stack

__all__ = ["pytest_runtest_makereport", "stack"]

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
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Lay the run out."""
    lay_out(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Groups:
    """Worker processes take whole groups, in the order in which they stand."""
    config.option.loadscopereorder = False
    return Groups(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Minutes by group."""
    stats = terminalreporter.stats
    reports = [report for kind in stats.values() for report in kind if isinstance(report, pytest.TestReport)]
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
