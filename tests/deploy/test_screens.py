"""What counts as shown on a screen, and what a page would have to ask for besides."""

from typing import Any

import pytest

from tests.deploy.screens import MOST_CALLS, SCREENS, Ask, Screen, paint, unreadable

ONE, OTHER = "018f3e1c-0000-7000-8000-000000000001", "018f3e1c-0000-7000-8000-000000000002"
NOTHING = frozenset[str]()


@pytest.mark.parametrize(
    ("replies", "asked_besides"),
    [
        ([{"owner_id": ONE}], ["owner_id"]),
        ([{"owner_id": ONE}, {"id": ONE, "name": "Ada"}], []),
        ([{"owner_id": ONE}, {"id": OTHER, "name": "Ada"}], ["owner_id"]),
        ([{"owner_id": ONE}, {"id": ONE, "name": None}], ["name", "owner_id"]),
        ([{"items": [{"school_ids": [ONE, OTHER]}]}, {"id": ONE, "title": "Oak"}], ["items.*.school_ids"]),
        ([{"source_id": "T-1", "owner_id": None}], []),
        ([{"items": [{"owner": {"id": ONE, "name": None}}]}], ["items.*.owner.name"]),
    ],
)
def test_an_id_that_nothing_names_is_a_call_more(replies: list[Any], asked_besides: list[str]) -> None:
    assert [place.lstrip(".") for place in unreadable(replies, NOTHING)] == asked_besides


def test_what_only_leads_on_needs_no_name() -> None:
    assert unreadable([{"task_id": ONE}], frozenset({"task_id"})) == []


def test_a_screen_misses_what_no_row_has_and_hands_on_what_it_found() -> None:
    asked: list[str] = []
    replies = {
        "/a": {"items": [{"owner": None, "student_id": ONE}]},
        f"/b?ids={ONE}": {"items": [{"id": ONE, "given_name": "Ada"}]},
    }

    def get(service: str, path: str) -> Any:
        asked.append(f"{service}{path}")
        return replies[path]

    first = Ask("one", "/{name}", ["items.*.owner.name", "items.*.student_id"], {"students": "items.*.student_id"})
    screen = Screen("any", "anybody", (first, Ask("other", "/b?ids={students}", ["items.*.given_name"])))

    assert paint(screen, get, {"name": "a"}) == ["/{name}: items.*.owner.name"]
    assert asked == ["one/a", f"other/b?ids={ONE}"]


def test_a_first_paint_is_few_calls() -> None:
    assert {screen.name for screen in SCREENS if screen.most_calls != MOST_CALLS} == {"setup"}
    assert [screen.name for screen in SCREENS if len(screen.asks) > screen.most_calls] == []
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)
