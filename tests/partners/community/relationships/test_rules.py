"""How a relationship stands, to the day."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from services.partners.community.relationships.rules import health

RULES = SimpleNamespace(stale_after_days=90, overdue_after_days=14, due_before_days=7)
TODAY = date(2026, 12, 1)


def ago(days: int | None) -> date | None:
    return None if days is None else TODAY - timedelta(days=days)


@pytest.mark.parametrize(
    ("started", "contact", "step", "ended", "owned", "stands"),
    [
        (0, None, None, None, True, "good"),
        (90, None, None, None, True, "good"),
        (91, None, None, None, True, "stale"),
        (400, 90, None, None, True, "good"),
        (400, 91, None, None, True, "stale"),
        # What was before it began does not count.
        (10, 200, None, None, True, "good"),
        (10, None, -8, None, True, "good"),
        (10, None, -7, None, True, "due"),
        (10, None, 0, None, True, "due"),
        (10, None, 14, None, True, "due"),
        (10, None, 15, None, True, "stale"),
        (400, None, None, None, False, "unowned"),
        (400, None, None, 0, True, "stale"),
        (10, None, None, 0, True, "good"),
        (10, None, None, 1, False, "ended"),
    ],
)
def test_it_stands_so(
    started: int, contact: int | None, step: int | None, ended: int | None, owned: bool, stands: str
) -> None:
    row = SimpleNamespace(
        started_on=ago(started), last_contact_on=ago(contact), next_step_on=ago(step), ended_on=ago(ended)
    )
    assert health(row, RULES, TODAY, is_owned=owned) == stands
