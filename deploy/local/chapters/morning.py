"""The school day begins: everybody whose tasks are due soon gets one digest; one e-mail is shown as it looks."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from deploy.local.callers import Refused
from deploy.local.story import Story


def play(story: Story) -> None:
    """Begin today by hand, wait for the digests, keep one."""
    story.report.step("The school day begins: everybody reads in one e-mail what is due")
    _hold_school(story)
    began = datetime.now(UTC)
    try:
        day = story.admin.post("scheduling", "/v1/school-days/begin")
    except Refused as refused:
        if refused.problem.get("code") != "day_begun":
            raise
        story.report.line("06:00 came during the demonstration: the worker has started the day itself")
        day = story.admin.get("scheduling", "/v1/school-days", limit=1)["items"][0]
    story.report.asked(
        "POST /v1/school-days/begin",
        f"{day['day']}: {day['people_reminded']} people have tasks due by {day['soon_until']}",
    )
    digests = _digests(story, day["people_reminded"])
    story.settled(began)
    story.report.line(f"{len(digests)} digests to {len({d['recipient']['id'] for d in digests})} people")
    story.outcome["morning"] = {"day": day, "digests": digests}
    mine = [digest for digest in digests if _lines(digest)]
    if not mine:
        return
    longest = min(mine, key=lambda digest: (-_lines(digest), story.order(digest["recipient"]["id"])))
    mail = _mail(story, longest)
    if mail is None:
        return
    story.report.line(f"one of them: {mail['Subject']}")
    story.report.letter(mail, 30)
    page = mail.get_body(("html",))
    kept = story.keep("digest.html", page.get_content() if page else "")
    story.outcome["morning"]["mail"] = mail
    story.outcome["morning"]["kept"] = kept


def _lines(digest: dict[str, Any]) -> int:
    return int(digest["facts"]["due_soon_count"] + digest["facts"]["overdue_count"])


def _hold_school(story: Story) -> None:
    window = {"from": str(story.today), "until": str(story.today)}
    coordinator = story.people["district_coordinator"]
    (today,) = coordinator.get("scheduling", "/v1/calendar", **window)["days"]
    if not today["school_is_held"]:
        make_up = {"day": str(story.today), "day_type": "instructional", "note": "Make-up day for the snow day"}
        coordinator.post("scheduling", "/v1/calendar/days", {"items": [make_up]})
        story.report.asked("POST /v1/calendar/days", f"{story.today:%A} is no school day: it becomes a make-up day")


def _digests(story: Story, people: int) -> list[dict[str, Any]]:
    """The day's digests, once they are made."""

    def made() -> list[dict[str, Any]]:
        return story.admin.all("notifications", "/v1/messages", kind="digest")

    with story.report.working("waiting until everybody's word of the day is here"):
        return story.stack.until(made, "everybody's digest") if people else made()


def _mail(story: Story, digest: dict[str, Any]) -> EmailMessage | None:
    """The e-mail of a message, as the mail server got it."""
    address = story.staff[digest["recipient"]["id"]]["email"]
    for file in sorted(story.stack.mails.glob("*.eml"), reverse=True):
        mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        if mail["X-Envelope-To"] == address:
            return mail
    return None
