"""A pytest plugin: random examples are neither kept nor made smaller, since all we ask is whether one fails."""

from hypothesis import Phase, settings


def pytest_sessionstart() -> None:
    """After the configuration, before tests are imported."""
    hasty = settings(settings(), phases=(Phase.explicit, Phase.generate), database=None)
    settings.register_profile("hasty", hasty)
    settings.load_profile("hasty")
