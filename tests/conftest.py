"""Every test has the kernel's fixtures: databases, services, a broker, a district of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from deploy.local.provider import Provider
from tests.partners import sign_on

pytest_plugins = ["shared.testing.plugin"]

# How long an example takes tells of the machine, not of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def identity_provider(local_folder: Path) -> Iterator[Provider]:
    """A district's identity provider: npm's `oidc-provider` with the people of `tests/partners/sign_on.py`."""
    provider = Provider.start(local_folder / "sso", users=sign_on.USERS, clients=[sign_on.CONFIDENTIAL, sign_on.PUBLIC])
    yield provider
    provider.stop()
