"""Where messages lead: to one's day once it shows what they speak of, and before that to where it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.wording.templates.links import ON_MY_DAY, address, link_to, path_of
from services.scheduling.views.my_day.repository import SOON
from tests.notifications.messages.messages.samples import CHANGED, changed

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["plan_published", "tasks_changed", "tasks_shared"])
def test_a_message_leads_to_the_day_once_its_first_task_is_on_it(kind: str) -> None:
    near, far = (NOW.date() + ON_MY_DAY + timedelta(days=n) for n in (0, 1))
    assert path_of(kind, {"first_due_on": near.isoformat()}, NOW) == "/v1/my-day"
    assert path_of(kind, {"first_due_on": far.isoformat()}, NOW) == f"/v1/tasks?due_from={far}"
    assert path_of(kind, {"first_due_on": None}, NOW) == "/v1/my-day"


def test_a_day_shows_what_is_due_in_those_days_by_any_clock() -> None:
    """The day of a district is that of the world's clock, or one next to it."""
    assert timedelta(days=SOON) - ON_MY_DAY == timedelta(days=1)


def test_what_is_not_to_be_done_any_more_is_on_no_day() -> None:
    one = changed("rule", withdrawn=1) | {"only": {**CHANGED, "change": "withdrawn"}}
    assert path_of("tasks_changed", one, NOW) == f"/v1/tasks/{CHANGED['task_id']}"
    assert path_of("tasks_changed", changed("rule", withdrawn=2), NOW) == "/v1/tasks?state=withdrawn"
    near = changed("rule", withdrawn=1, added=1) | {"first_due_on": NOW.date().isoformat()}
    assert path_of("tasks_changed", near, NOW) == "/v1/my-day"


def test_a_front_end_has_the_paths_of_the_api() -> None:
    assert address("/v1/my-day", "https://app.example/") == "https://app.example/my-day"
    assert address("/v1/my-day", "") == "/v1/my-day"
    assert link_to("/v1/my-day", "https://app.example") == "https://app.example/my-day"
    assert link_to("/v1/my-day", "") is None
    assert address(path_of("announcement", {}, NOW), "https://app.example/") is None
