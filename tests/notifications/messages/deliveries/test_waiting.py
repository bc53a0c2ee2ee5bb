"""What may not go now: quiet hours, and e-mails that go together once a day."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.messages.deliveries import queue
from services.notifications.messages.deliveries.sending import send_due
from shared import clock
from shared.settings import Settings
from shared.testing.calls import Service
from tests.notifications.conftest import PUBLIC_URL, MailServer
from tests.notifications.factories import DUE, District, address_of, wish

Send = Callable[[], Awaitable[None]]
DAILY = {"plan_published": {"email": "daily"}}


def quiet_now(minutes: int = 60) -> dict[str, Any]:
    """Quiet hours around this moment, in UTC."""
    now = clock.now()
    starts, ends = (moment.strftime("%H:%M") for moment in (now - timedelta(hours=1), now + timedelta(minutes=minutes)))
    return {"timezone": "UTC", "quiet_hours": {"starts_at": starts, "ends_at": ends}}


async def let_time_pass(service: Service, recipient_id: UUID) -> None:
    """Make the wait for somebody's e-mail be over."""
    await service.sql(
        """update deliveries set next_attempt_at = now() - interval '1 s'
        where recipient_id = $1 and channel = 'email' and state in ('due', 'sending')""",
        recipient_id,
    )


async def test_in_quiet_hours_mail_waits_until_they_end_and_is_sent_once(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    quiet = quiet_now()
    await wish(notifications, district.id, ana, **quiet)
    await district.publish([(ana, DUE), (ben, DUE)])
    await send()
    await send()
    assert mail_server.to(address_of(ana)) == []
    assert len(mail_server.to(address_of(ben))) == 1
    [email] = await district.deliveries(ana)
    assert (email["state"], email["reason"], email["attempts"]) == ("due", "quiet_hours", 0)
    assert datetime.fromisoformat(email["next_attempt_at"]).strftime("%H:%M") == quiet["quiet_hours"]["ends_at"]
    await wish(notifications, district.id, ana, quiet_hours=None)
    await let_time_pass(notifications, ana)
    await send()
    await send()
    assert len(mail_server.to(address_of(ana))) == 1
    [email] = await district.deliveries(ana)
    assert (email["state"], email["reason"], email["attempts"]) == ("delivered", None, 1)


async def test_quiet_hours_are_the_districts_clock_unless_the_person_has_their_own(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    # Detroit is hours behind UTC: the same times of its clock are over or still to come.
    await wish(notifications, district.id, ana, quiet_hours=quiet_now()["quiet_hours"])
    await district.publish([(ana, DUE)])
    await send()
    assert len(mail_server.to(address_of(ana))) == 1


async def test_who_would_get_nothing_anyway_is_not_waited_for(
    district: District, notifications: Service, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, **quiet_now(), choices={"plan_published": {"email": "off"}})
    await district.publish([(ana, DUE)])
    await send()
    [email] = await district.deliveries(ana)
    assert (email["state"], email["reason"]) == ("suppressed", "unsubscribed")


async def test_a_wished_language_counts_when_the_mail_is_sent(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person(language="en")
    await district.publish([(ana, DUE)], title="Leer")
    await wish(notifications, district.id, ana, language="es")
    await send()
    [mail] = mail_server.to(address_of(ana))
    assert mail["Subject"] == "Leer: 1 tarea para usted"
    [email] = await district.deliveries(ana)
    assert email["language"] == "es"


async def test_held_mails_go_once_a_day_as_one(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    at = (clock.now() + timedelta(hours=3)).strftime("%H:%M")
    await wish(notifications, district.id, ana, choices=DAILY, timezone="UTC", daily_at=at)
    for title in ("First", "Second <b>", "Third"):
        await district.publish([(ana, DUE)], title=title)
        await send()
    held = await district.deliveries(ana)
    assert mail_server.to(address_of(ana)) == []
    assert {(email["state"], email["reason"], email["attempts"]) for email in held} == {("due", "held", 0)}
    assert len({email["next_attempt_at"] for email in held}) == 1
    assert datetime.fromisoformat(held[0]["next_attempt_at"]).astimezone(UTC).strftime("%H:%M") == at
    await let_time_pass(notifications, ana)
    await send()
    await send()
    [mail] = mail_server.to(address_of(ana))
    assert mail["Subject"] == "First: 1 task for you (and 2 more messages)"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    for title in ("First", "Second <b>", "Third"):
        assert f"== {title}: 1 task for you ==" in plain.get_content()
    assert "Second &lt;b&gt;: 1 task for you" in html.get_content()
    sent = await district.deliveries(ana)
    assert {(email["state"], email["reason"], email["attempts"]) for email in sent} == {("delivered", None, 1)}
    [head] = {email["sent_with"] for email in sent}
    assert mail["Message-ID"] == f"<{head}@throughline.example>"
    said = await notifications.published(district.id, "notifications.delivery.delivered.v1")
    assert sorted(e["data"]["delivery_id"] for e in said if e["data"]["channel"] == "email") == sorted(
        email["id"] for email in sent
    )


async def test_what_comes_after_the_daily_mail_waits_for_the_next(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices=DAILY)
    for _ in range(2):
        await district.publish([(ana, DUE)])
        await send()
    await let_time_pass(notifications, ana)
    await send()
    await district.publish([(ana, DUE)], title="Late")
    await send()
    assert len(mail_server.to(address_of(ana))) == 1
    late = (await district.deliveries(ana))[-1]
    assert (late["state"], late["reason"], late["sent_with"]) == ("due", "held", late["id"])
    await let_time_pass(notifications, ana)
    await send()
    # A daily e-mail of one message is that message.
    assert mail_server.to(address_of(ana))[1]["Subject"] == "Late: 1 task for you"


async def test_a_daily_mail_that_is_deferred_goes_later_whole_with_the_same_message_id(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices=DAILY)
    for _ in range(2):
        await district.publish([(ana, DUE)])
        await send()
    mail_server.rcpt[address_of(ana)] = "451 4.2.0 busy"
    await let_time_pass(notifications, ana)
    await send()
    tried = await district.deliveries(ana)
    assert {(email["state"], email["reason"], email["attempts"]) for email in tried} == {("due", "address_deferred", 1)}
    mail_server.rcpt.clear()
    await district.publish([(ana, DUE)], title="Meanwhile")
    await send()
    await let_time_pass(notifications, UUID(int=0))
    await notifications.sql(
        "update deliveries set next_attempt_at = now() - interval '1 s' where id = $1", UUID(tried[0]["sent_with"])
    )
    await send()
    [mail] = mail_server.to(address_of(ana))
    assert tried[0]["sent_with"] in mail["Message-ID"]
    states = [email["state"] for email in await district.deliveries(ana)]
    assert states == ["delivered", "delivered", "due"]


async def test_a_kind_stopped_while_it_was_held_stays_out_of_the_daily_mail(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices={**DAILY, "mention": {"email": "daily"}})
    for _ in range(3):
        await district.publish([(ana, DUE)])
        await send()
    first = (await district.deliveries(ana))[0]
    await notifications.sql("update messages set kind = 'mention' where id = $1", UUID(first["message_id"]))
    await wish(notifications, district.id, ana, choices={"mention": {"email": "off"}})
    mail_server.rcpt[address_of(ana)] = "451 4.2.0 busy"
    for _ in range(2):
        await let_time_pass(notifications, ana)
        await send()
        mail_server.rcpt.clear()
    [mail] = mail_server.to(address_of(ana))
    stopped, *others = await district.deliveries(ana)
    assert (stopped["state"], stopped["reason"], stopped["sent_with"]) == ("suppressed", "unsubscribed", None)
    # The one the others waited for stayed behind, so another leads them.
    assert {(email["state"], email["sent_with"]) for email in others} == {("delivered", others[0]["id"])}
    assert others[0]["id"] in mail["Message-ID"]


async def test_the_link_of_a_daily_mail_stops_every_kind_in_it(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices=DAILY)
    for _ in range(2):
        await district.publish([(ana, DUE)])
        await send()
    await let_time_pass(notifications, ana)
    await send()
    [mail] = mail_server.to(address_of(ana))
    path = str(mail["List-Unsubscribe"])[1:-1].removeprefix(PUBLIC_URL)
    async with notifications.caller() as anybody:
        assert "Published plans" in (await anybody.get(path)).text
        assert (await anybody.post(path, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    async with notifications.person(district.id, ana) as caller:
        choice = (await caller.get("/v1/preferences")).json()["choices"]["plan_published"]
    assert (choice["email"], choice["set_by"], choice["by_link"]) == ("off", None, True)


async def test_many_workers_hold_and_send_one_mail_a_person(
    district: District, notifications: Service, mail_server: MailServer, sending: Settings
) -> None:
    people = [await district.person() for _ in range(12)]
    for person in people:
        await wish(notifications, district.id, person, choices=DAILY)
    for _ in range(4):
        await district.publish([(person, DUE) for person in people])
    db = notifications.app.state.db
    await asyncio.gather(*(send_due(db, sending) for _ in range(3)))
    for person in people:
        assert len({email["sent_with"] for email in await district.deliveries(person)}) == 1
        await let_time_pass(notifications, person)
    await asyncio.gather(*(send_due(db, sending) for _ in range(3)))
    assert [len(mail_server.to(address_of(person))) for person in people] == [1] * 12
    states = [email["state"] for person in people for email in await district.deliveries(person)]
    assert states == ["delivered"] * 48


async def test_a_daily_mail_a_dead_worker_held_goes_whole(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices=DAILY)
    for _ in range(2):
        await district.publish([(ana, DUE)])
        await send()
    await let_time_pass(notifications, ana)
    claimed = await queue.claim(notifications.app.state.db, clock.now(), 500)
    [mail] = [mail for mail in claimed if mail[0].recipient_id == ana]
    assert len(mail) == 2
    await send()
    assert mail_server.to(address_of(ana)) == []
    await let_time_pass(notifications, ana)
    await send()
    assert len(mail_server.to(address_of(ana))) == 1
    assert {email["state"] for email in await district.deliveries(ana)} == {"delivered"}


async def test_a_daily_time_within_quiet_hours_waits_for_their_end(
    district: District, notifications: Service, send: Send
) -> None:
    ana = await district.person()
    now = clock.now()
    hours = {"starts_at": (now + timedelta(hours=2)).strftime("%H:%M")}
    hours["ends_at"] = (now + timedelta(hours=4)).strftime("%H:%M")
    at = (now + timedelta(hours=3)).strftime("%H:%M")
    await wish(notifications, district.id, ana, choices=DAILY, timezone="UTC", quiet_hours=hours, daily_at=at)
    await district.publish([(ana, DUE)])
    await send()
    [email] = await district.deliveries(ana)
    assert email["reason"] == "held"
    assert datetime.fromisoformat(email["next_attempt_at"]).astimezone(UTC).strftime("%H:%M") == hours["ends_at"]


async def test_an_operator_can_send_again_what_went_in_a_daily_mail(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices=DAILY)
    for _ in range(2):
        await district.publish([(ana, DUE)])
        await send()
    mail_server.data[address_of(ana)] = "554 5.7.1 looks like spam"
    await let_time_pass(notifications, ana)
    await send()
    mail_server.data.clear()
    failed = await district.deliveries(ana)
    assert {(email["state"], email["reason"]) for email in failed} == {("failed", "mail_refused")}
    async with notifications.machine(district.id) as caller:
        again = (await caller.post(f"/v1/deliveries/{failed[0]['id']}/retry")).json()
    assert (again["state"], again["sent_with"]) == ("due", None)


async def test_a_daily_mail_whose_time_became_quiet_waits_whole(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await wish(notifications, district.id, ana, choices=DAILY)
    for _ in range(2):
        await district.publish([(ana, DUE)])
        await send()
    await wish(notifications, district.id, ana, **quiet_now())
    await let_time_pass(notifications, ana)
    await send()
    waiting = await district.deliveries(ana)
    assert {(email["state"], email["reason"], email["attempts"]) for email in waiting} == {("due", "quiet_hours", 0)}
    assert len({(email["next_attempt_at"], email["sent_with"]) for email in waiting}) == 1
    await wish(notifications, district.id, ana, quiet_hours=None)
    await let_time_pass(notifications, ana)
    await send()
    assert len(mail_server.to(address_of(ana))) == 1
