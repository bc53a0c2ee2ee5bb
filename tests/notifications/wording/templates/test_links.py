"""Where messages lead: to one's day once it shows what they speak of, and before that to where it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notifications.wording.templates.links import MY_DAY, ON_MY_DAY, address, path_of, place_of
from services.scheduling.views.my_day.repository import SOON
from shared.front_ends.pages import link_to
from tests.notifications.messages.messages.samples import CHANGED, changed

OPERATORS = "https://operator.example"
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
    assert address(MY_DAY, None, "https://app.example/") == "https://app.example/my-day"
    assert link_to(MY_DAY, {}, "https://app.example") == "https://app.example/my-day"
    assert address(place_of("announcement", {}, NOW), None, "https://app.example/") is None


def test_without_a_front_end_a_mail_names_the_path_and_a_reply_nothing() -> None:
    assert address(MY_DAY, None, "") == "/v1/my-day"
    assert link_to(MY_DAY, None, "") is None


def test_a_page_has_its_own_address_else_the_default_with_its_path_else_the_operators() -> None:
    barrier = place_of("barrier", {"barrier_id": "7"}, NOW)
    own = {"barrier": "https://a.example/b?id={id}", "default": "https://a.example/app/{path}"}
    assert link_to(barrier, own, OPERATORS) == "https://a.example/b?id=7"
    assert link_to(place_of("mention", {"task_id": "8"}, NOW), own, OPERATORS) == "https://a.example/app/tasks/8"
    del own["default"]
    assert link_to(place_of("mention", {"task_id": "8"}, NOW), own, OPERATORS) == f"{OPERATORS}/tasks/8"


def test_filters_and_numbers_go_into_an_address() -> None:
    addresses = {"tasks": "https://a.example/list?view=mine", "revision": "https://a.example/{id}/r/{number}"}
    far = place_of("plan_published", {"first_due_on": "2027-03-01"}, NOW)
    assert link_to(far, addresses, "") == "https://a.example/list?view=mine&due_from=2027-03-01"
    revision = place_of("plan_step", {"plan_id": "9", "revision": 3}, NOW)
    assert link_to(revision, addresses, "") == "https://a.example/9/r/3"
