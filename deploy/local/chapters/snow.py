"""A snow day: what was due moves to the next school day, and each person concerned is notified once."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from deploy.local.story import Story

#: How far ahead snow is looked for, and how much of the calendar it takes to know the school day after.
SOON, LONGEST = timedelta(days=30), timedelta(days=60)


def play(story: Story) -> None:
    """Close the day ahead on which the most people have something due."""
    story.report.step("A snow day: what was due moves to the next school day, and each person is notified once")
    coordinator = story.people["district_coordinator"]
    tasks = story.admin.all("scheduling", "/v1/tasks", plan_id=story.plan["id"], state="open", unowned=False)
    due = Counter(day for day, _ in {(task["due_on"], task["owner"]["id"]) for task in tasks})
    window = {"from": str(story.today), "until": str(story.today + LONGEST)}
    calendar = coordinator.get("scheduling", "/v1/calendar", **window)["days"]
    held = [date.fromisoformat(day["day"]) for day in calendar if day["school_is_held"]]
    # The last school day of a year has no next one to move to.
    ahead = [day for day in held[:-1] if story.today < day <= story.today + SOON and due[str(day)]]
    day = max(ahead, key=lambda day: (due[str(day)], -day.toordinal()), default=None)
    if day is None:
        story.report.line("nothing is due on a school day ahead: there is nothing to move")
        return
    owner = min((task["owner"]["id"] for task in tasks if task["due_on"] == str(day)), key=story.order)
    story.news(owner)
    body = {"items": [{"day": str(day), "day_type": "closure", "note": "Snow"}]}
    trial = coordinator.post("scheduling", "/v1/calendar/days?validate_only=true", body)["effect"]
    story.report.asked(
        "POST /v1/calendar/days?validate_only=true", f"{day:%A %B} {day.day}: {trial['tasks_due']} tasks would move"
    )
    began = datetime.now(UTC)
    effect = coordinator.post("scheduling", "/v1/calendar/days", body)["effect"]
    story.report.asked(
        "POST /v1/calendar/days", f"{effect['tasks_moved']} tasks moved, {effect['people_told']} people notified"
    )
    story.settled(began)
    messages = story.changed(effect["change_id"])
    story.report.line(f"{len(messages)} messages; {story.name(owner)} reads: {'; '.join(story.news(owner))}")
    story.outcome["snow"] = {**effect, "day": str(day), "trial": trial, "messages": messages}
