"""At most one e-mail a day besides the urgent, none that says what another said, and none about what was undone at once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.notifications.messages.deliveries.rules import say_once
from services.notifications.messages.deliveries.sending import send_due
from services.notifications.recipients.preferences.rules import is_urgent
from shared.events.event import Envelope
from shared.settings import Settings
from shared.testing.calls import Service, envelope
from tests.notifications.conftest import MailServer
from tests.notifications.factories import DUE, District, address_of, task_line, wish
from tests.notifications.messages.deliveries.factories import LETTER
from tests.notifications.messages.messages.samples import DIGEST, ESCALATED, ID, barrier, changed

Send = Callable[[], Awaitable[None]]
NONE = {"added": 0, "redated": 0, "withdrawn": 0, "received": 0, "given_away": 0}


@pytest.fixture
def calm(notifications: Service, sending: Settings, monkeypatch: pytest.MonkeyPatch) -> Send:
    """One round of the worker's e-mail timer as a district has it: one e-mail a day, and a minute to think better of it."""
    peace = sending.model_copy(update={"mail_daily": True, "mail_wait_seconds": 60.0})
    monkeypatch.setattr(notifications, "settings", peace)
    return lambda: send_due(notifications.app.state.db, peace)


async def let_a_minute_pass(service: Service, recipient_id: UUID) -> None:
    await service.sql(
        "update deliveries set next_attempt_at = next_attempt_at - interval '1 min' where recipient_id = $1 and state = 'due'",
        recipient_id,
    )


async def let_the_morning_come(service: Service, recipient_id: UUID) -> None:
    await service.sql(
        """update deliveries set next_attempt_at = now() - interval '1 s'
        where recipient_id = $1 and state = 'due' and reason = 'held'""",
        recipient_id,
    )


def by(actor: UUID, said: Envelope) -> Envelope:
    return said.model_copy(update={"actor": f"person:{actor}"})


def given(district: District, to: UUID, task: dict[str, Any], change: str, by_id: UUID, other: UUID) -> Envelope:
    line = {**task, "change": change, "former_due_on": None, "other_id": other}
    facts = {"change_id": uuid4(), "cause": "hand", "plan_id": None, "plan_title": None, "owner_id": to}
    data = {**facts, "counts": {**NONE, change: 1}, "lines": [line]}
    return by(by_id, envelope(district.id, "scheduling.tasks.changed.v1", data))


def step(district: District, step: str, barrier_id: UUID, by_id: UUID, raiser: UUID, *keepers: UUID) -> Envelope:
    acting = [{"person_id": one, "because": "role", "role": "principal"} for one in keepers]
    data = {"barrier_id": barrier_id, "number": 7, "state": step, "level": "school", "category": "people"}
    more: dict[str, Any] = {
        "raised_by_id": raiser,
        "assignee_id": None,
        "school_ids": [],
        "task_count": 0,
        "answer_due_on": None,
    }
    return by(
        by_id,
        envelope(district.id, f"scheduling.barrier.{step}.v1", {**data, **more, "title": "T", "next_to_act": acting}),
    )


async def test_who_wishes_nothing_gets_one_mail_a_day(
    district: District, notifications: Service, mail_server: MailServer, calm: Send
) -> None:
    ana = await district.person()
    for title in ("First", "Second"):
        await district.publish([(ana, DUE)], title=title)
        await calm()
    assert mail_server.to(address_of(ana)) == []
    held = await district.deliveries(ana)
    assert {(one["state"], one["reason"]) for one in held} == {("due", "held")}
    assert len({one["next_attempt_at"] for one in held}) == 1
    await let_the_morning_come(notifications, ana)
    await calm()
    [mail] = mail_server.to(address_of(ana))
    assert mail["Subject"] == "First: 1 task for you (and 1 more message)"


async def test_who_wishes_it_gets_each_at_once(
    district: District, notifications: Service, mail_server: MailServer, calm: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices={"plan_published": {"email": "on"}})
    await district.publish([(ana, DUE)])
    await calm()
    assert len(mail_server.to(address_of(ana))) == 1


async def test_a_barrier_goes_at_once_to_whoever_has_to_act_and_with_the_day_to_its_raiser(
    district: District, notifications: Service, mail_server: MailServer, calm: Send
) -> None:
    ana, pia = await district.person("Ana"), await district.person("Pia")
    await district.take(step(district, "raised", uuid4(), ana, ana, pia))
    await calm()
    assert (mail_server.to(address_of(ana)), mail_server.to(address_of(pia))) == ([], []), "a minute first"
    for person in (ana, pia):
        await let_a_minute_pass(notifications, person)
    await calm()
    assert (len(mail_server.to(address_of(ana))), len(mail_server.to(address_of(pia)))) == (0, 1)


async def test_a_task_given_back_within_the_minute_is_no_mail(
    district: District, notifications: Service, mail_server: MailServer, calm: Send
) -> None:
    ana, ben, cora = [await district.person(name) for name in ("Ana", "Ben", "Cora")]
    for person in (ana, ben):
        await wish(notifications, district.id, person, choices={"tasks_changed": {"email": "on"}})
    task = task_line(uuid4())
    await district.take(
        given(district, ben, task, "received", cora, ana), given(district, ana, task, "given_away", cora, ben)
    )
    await district.take(
        given(district, ana, task, "received", cora, ben), given(district, ben, task, "given_away", cora, ana)
    )
    for person in (ana, ben):
        await let_a_minute_pass(notifications, person)
    await calm()
    assert mail_server.mails == []
    assert {(one["state"], one["reason"]) for one in await district.deliveries(ben)} == {("suppressed", "undone")}
    messages = await district.messages()
    assert len(messages) == 4, "the inbox has them all"
    assert all(message["undone_at"] for message in messages)
    again = given(district, ben, task, "received", cora, ana)
    await district.take(again)
    await let_a_minute_pass(notifications, ben)
    await calm()
    assert len(mail_server.to(address_of(ben))) == 1


async def test_of_several_steps_the_newest_is_said_and_nobody_is_asked_for_what_is_done(
    district: District, notifications: Service, mail_server: MailServer, calm: Send
) -> None:
    ana, pia, cora = [await district.person(name) for name in ("Ana", "Pia", "Cora")]
    one = uuid4()
    await district.take(step(district, "raised", one, ana, ana, pia))
    await district.take(step(district, "triaged", one, pia, ana, cora))
    await calm()
    for person in (ana, pia, cora):
        await let_a_minute_pass(notifications, person)
    await calm()
    assert [len(mail_server.to(address_of(person))) for person in (ana, pia, cora)] == [0, 0, 1]
    await let_the_morning_come(notifications, ana)
    await calm()
    [mail] = mail_server.to(address_of(ana))
    assert "looked at" in mail["Subject"]


def test_what_is_urgent() -> None:
    assert is_urgent("emergency_access", {"step": "opened"})
    assert is_urgent("announcement", {})
    assert is_urgent("barrier", barrier("raised", "keeper"))
    assert not is_urgent("emergency_access", {"step": "closed"})
    assert not is_urgent("barrier", barrier("raised", "raiser"))
    assert not is_urgent("escalation", {})


def test_a_days_mail_says_each_thing_once_and_what_waits_first() -> None:
    older = replace(LETTER, kind="digest", facts={**DIGEST, "day": "2026-12-04"})
    digest, plan = replace(LETTER, kind="digest", facts=DIGEST), replace(LETTER, kind="plan_step", facts={})
    ladder = replace(LETTER, kind="escalation", facts={"task_count": 1, "lines": [ESCALATED]})
    other = {"task_count": 2, "lines": [ESCALATED, {**ESCALATED, "task_id": str(UUID(int=7))}]}
    assert ESCALATED["task_id"] == ID
    assert say_once([older, ladder, digest, plan]) == [plan, digest]
    [_, left] = say_once([digest, replace(ladder, facts=other)])
    assert (left.facts["task_count"], len(left.facts["lines"])) == (1, 1)


@pytest.mark.parametrize(
    ("cause", "counts", "changes", "is_said"),
    [
        ("asked", {"added": 1}, {}, False),
        ("asked", {"added": 1}, {"task_count": 2}, True),
        ("asked", {"redated": 1}, {}, True),
        ("asked", {"added": 1}, {"lines": [{**ESCALATED, "task_id": str(UUID(int=7))}]}, True),
        ("revision", {"added": 1}, {}, True),
    ],
)
def test_new_work_that_the_digest_lists_is_not_told_besides(
    cause: str, counts: dict[str, int], changes: dict[str, Any], is_said: bool
) -> None:
    digest = replace(LETTER, kind="digest", facts=DIGEST)
    asked = replace(LETTER, kind="tasks_changed", facts={**changed(cause, **counts), **changes})
    assert say_once([asked, digest]) == [digest, *([asked] if is_said else [])]
    assert say_once([asked]) == [asked]


async def test_a_mention_that_is_gone_is_no_mail_and_who_is_named_again_gets_one(
    district: District, notifications: Service, mail_server: MailServer, calm: Send
) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    task = {"task_id": uuid4(), "plan_id": None, "school_id": None, "comment_id": uuid4()}
    named = {**task, "mentioned_ids": [ana, ben], "by_id": uuid4()}

    def again(*people: UUID) -> Envelope:
        return envelope(district.id, "scheduling.people.mentioned.v2", {**named, "mentioned_ids": people})

    await district.take(again(ana, ben))
    await district.take(
        envelope(district.id, "scheduling.people.unmentioned.v1", {**task, "unmentioned_ids": [ana]}),
    )
    assert [one["undone_at"] is not None for one in await messages_to(notifications, ana)] == [True]
    assert [one["undone_at"] for one in await messages_to(notifications, ben)] == [None]
    await district.take(again(ana))
    for person in (ana, ben):
        await let_a_minute_pass(notifications, person)
    await calm()
    for person in (ana, ben):
        await let_the_morning_come(notifications, person)
    await calm()
    assert (len(mail_server.to(address_of(ana))), len(mail_server.to(address_of(ben)))) == (1, 1)
    assert sorted(one["reason"] or "" for one in await district.deliveries(ana)) == ["", "undone"]


async def messages_to(service: Service, person: UUID) -> list[Any]:
    return await service.sql("select undone_at from messages where recipient_id = $1 order by id", person)
