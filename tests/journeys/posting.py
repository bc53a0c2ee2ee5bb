"""The e-mail of the long year: what would have left is written down, with the day, and nobody is written to."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import pytest

from services.notifications.messages.deliveries import queue, sending
from services.notifications.messages.deliveries.rules import DELIVERED, OF_DIGEST, Letter, Mail, Verdict, say_once
from services.notifications.recipients.preferences.rules import is_urgent
from services.notifications.wording.templates.kinds import Kind
from shared import clock
from shared.settings import Settings
from shared.testing.calls import Service
from tests.journeys.places import ZONE


class Addressed(Protocol):
    """A district whose people are written to."""

    id: UUID
    people: dict[str, UUID]
    notifications: Service


@dataclass(frozen=True)
class Sent:
    """One e-mail: to whom, on which day, of which kinds and messages, which tasks it names as due or late, and whether something
    of it was urgent.
    """

    person: str
    day: date
    kinds: tuple[str, ...]
    messages: tuple[UUID, ...]
    tasks: tuple[str, ...]
    urgent: bool


@dataclass
class Postbox:
    """What has left."""

    place: Addressed
    patch: pytest.MonkeyPatch
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        async def keep(_: Any, letters: Mail, __: Settings) -> Verdict:
            names = {id_: name for name, id_ in self.place.people.items()}
            said = say_once(letters)
            self.sent.append(
                Sent(
                    person=names[letters[0].recipient_id],
                    day=clock.now().astimezone(ZONE).date(),
                    kinds=tuple(letter.kind for letter in said),
                    messages=tuple(letter.message_id for letter in letters),
                    tasks=tuple(line["task_id"] for letter in said for line in _lines(letter)),
                    urgent=any(is_urgent(letter.kind, letter.facts) for letter in letters),
                )
            )
            return DELIVERED

        self.patch.setattr(sending, "_attempt", keep)
        # Other tests' districts share the database: their letters are not this year's to send.
        mine = f"where district_id = '{self.place.id}' and state in"
        self.patch.setattr(queue, "CLAIM_HEADS", queue.CLAIM_HEADS.replace("where state in", mine, 1))

    async def empty(self) -> None:
        """What the worker's timer sends now."""
        service = self.place.notifications
        calm = service.settings.model_copy(update={"mail_daily": True})
        await sending.send_due(service.app.state.db, calm)


def _lines(letter: Letter) -> list[dict[str, Any]]:
    """Where a letter names tasks that are due or late, or newly asked for."""
    if letter.kind == Kind.TASKS_CHANGED and letter.facts["cause"] == "asked":
        return [line for line in letter.facts["lines"] if line["change"] == "added"]
    lists = {Kind.DIGEST: OF_DIGEST, Kind.ESCALATION: ("lines",)}.get(Kind(letter.kind), ())
    return [line for name in lists for line in letter.facts[name]]


def check_peace(sent: list[Sent], least: int = 200) -> None:
    """Besides what is urgent nobody gets two e-mails on one day; none says what another said, nor anything twice."""
    days = Counter((one.person, one.day) for one in sent if not one.urgent)
    assert [key for key, count in days.items() if count > 1] == []
    assert len(days) > least
    messages = Counter(message for one in sent for message in one.messages)
    assert [message for message, count in messages.items() if count > 1] == []
    assert [one for one in sent if len(set(one.tasks)) < len(one.tasks)] == []
    assert any(one.urgent for one in sent)
    assert any(len(one.kinds) > 1 for one in sent), "what would have been several came as one"


def weeks(told: list[dict[str, Any]], sent: list[Sent], people: dict[str, Any]) -> str:
    """A table: what each person was told and sent in a week, at most and on average over the weeks in which they were."""
    names = {str(id_): name for name, id_ in people.items()}
    messages: dict[str, Counter[Any]] = defaultdict(Counter)
    mails: dict[str, Counter[Any]] = defaultdict(Counter)
    for message in told:
        messages[names[message["recipient"]]][message["day"].isocalendar()[:2]] += 1
    for mail in sent:
        mails[mail.person][mail.day.isocalendar()[:2]] += 1
    lines = [f"{'person':<20} {'messages a week':>20} {'e-mails a week':>20}"]
    for name in sorted(messages):
        said = [_figures(by) for by in (messages[name], mails[name])]
        lines.append(f"{name:<20} {said[0]:>20} {said[1]:>20}")
    return "\n".join(lines)


def _figures(by_week: Counter[Any]) -> str:
    return f"{max(by_week.values(), default=0)} at most, {sum(by_week.values()) / (len(by_week) or 1):.1f}"
