"""What a rule of the district made says so, in the reader's language, as it is made and as it is due."""

from typing import Any
from uuid import uuid4

from services.notifications.wording.templates.rendering import render, subject
from shared.testing.calls import envelope
from tests.notifications.factories import District, task_line

WHY = {"en": "rule “Principal”, version 2: somebody began", "es": "regla «Principal», versión 2: alguien comenzó"}


def line(**more: Any) -> dict[str, Any]:
    """A task a rule made, as scheduling names it."""
    none = dict.fromkeys(("plan_id", "activity_id", "activity_code", "school_id"))
    return {
        **task_line(uuid4()),
        **none,
        "origin_kind": "rule",
        "title": "Look at the readiness",
        "because": WHY,
        **more,
    }


async def test_it_is_told_with_its_reason_as_it_is_made(district: District) -> None:
    ana = await district.person("Ana", language="es")
    added = line(change="added", former_due_on=None, other_id=None)
    counts = {"added": 1, "redated": 0, "withdrawn": 0, "received": 0, "given_away": 0}
    change = {"change_id": uuid4(), "cause": "rule", "plan_id": None, "plan_title": None, "owner_id": ana}
    told = {**change, "counts": counts, "lines": [added]}
    await district.take(envelope(district.id, "scheduling.tasks.changed.v2", told))
    facts = (await district.told("tasks_changed"))[ana]
    assert subject("tasks_changed", "es", facts) == "Por hacer: Look at the readiness"
    for said in (render("tasks_changed", "es", facts).text, render("tasks_changed", "es", facts).html):
        assert f"({WHY['es']})" in said
        assert WHY["en"] not in said


async def test_it_is_reminded_of_with_its_reason(district: District) -> None:
    ana = await district.person("Ana")
    await district.take(district.due(ana, [line(is_new=True, school_days_overdue=3)]))
    await district.begin_day()
    facts = (await district.told("digest"))[ana]
    assert f"({WHY['en']})" in render("digest", "en", facts).text
    assert f"({WHY['en']})" in render("digest", "en", facts).html
