import asyncio
from collections.abc import Awaitable, Callable
from uuid import uuid4

import pytest

from services.notifications.messages.deliveries import queue
from services.notifications.messages.deliveries.sending import send_batch, send_due
from shared import clock
from shared.settings import Settings
from shared.testing.calls import Service, assert_refused
from shared.testing.databases import eventually
from shared.testing.processes import free_port
from tests.notifications.conftest import PUBLIC_URL, MailServer
from tests.notifications.factories import DUE, District, address_of, let_time_pass

Send = Callable[[], Awaitable[None]]


async def test_a_mail_is_real_multipart_in_the_persons_language(
    district: District, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person("Ana", language="es")
    await district.publish([(ana, DUE)], title="Lectura & más")
    await send()
    [mail] = mail_server.to(address_of(ana))
    assert mail["Subject"] == "Lectura & más: 1 tarea para usted"
    assert mail["Content-Language"] == "es"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "la primera vence el 4 de diciembre de 2026" in plain.get_content()
    assert "Lectura &amp; más" in html.get_content()
    [email] = await district.deliveries(ana)
    assert (email["state"], email["address"], email["language"]) == ("delivered", address_of(ana), "es")


async def test_a_mail_carries_the_headers_mail_systems_look_for(
    district: District, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person("Ana")
    await district.publish([(ana, DUE)])
    await send()
    [(mail, raw)] = [(mail, raw) for address, mail, raw in mail_server.mails if address == address_of(ana)]
    [email] = await district.deliveries(ana)
    assert mail["From"] == "Cedar Valley via Throughline <no-reply@throughline.example>"
    assert mail["To"] == f"Ana Ruiz <{address_of(ana)}>"
    assert mail["Message-ID"] == f"<{email['id']}@throughline.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Throughline-Message"] == email["message_id"]
    assert mail["Date"]
    # On the wire as it stands: a mail system does not decode this one.
    assert f"\r\nList-Unsubscribe: <{PUBLIC_URL}/v1/unsubscribe/".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw


async def test_the_link_of_a_mail_works(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    await send()
    [mail] = mail_server.to(address_of(ana))
    path = str(mail["List-Unsubscribe"])[1:-1].removeprefix(PUBLIC_URL)
    async with notifications.caller() as anybody:
        assert (await anybody.post(path, data={"List-Unsubscribe": "One-Click"})).status_code == 200
    await district.publish([(ana, DUE)])
    await send()
    assert len(mail_server.to(address_of(ana))) == 1


async def test_an_address_refused_for_good_is_barred_and_a_new_one_works(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    mail_server.rcpt[address_of(ana)] = "550 5.1.1 no such mailbox"
    await district.publish([(ana, DUE)])
    await send()
    mail_server.rcpt.clear()
    await district.publish([(ana, DUE)])
    await send()
    await district.person(id_=ana, email=f"new-{address_of(ana)}")
    await district.publish([(ana, DUE)])
    await send()
    found = [(email["state"], email["reason"], email["last_smtp_code"]) for email in await district.deliveries(ana)]
    assert found == [
        ("suppressed", "address_rejected", 550),
        ("suppressed", "address_suppressed", None),
        ("delivered", None, None),
    ]
    said = await notifications.published(district.id, "notifications.delivery.suppressed.v1")
    assert [event["data"]["reason"] for event in said] == ["address_rejected", "address_suppressed"]


async def test_a_barred_address_can_be_lifted_and_its_mail_sent_again(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    mail_server.rcpt[address_of(ana)] = "550 5.1.1 no such mailbox"
    await district.publish([(ana, DUE)])
    await send()
    mail_server.rcpt.clear()
    [email] = await district.deliveries(ana)
    async with notifications.machine(district.id) as caller:
        barred = (await caller.get("/v1/suppressed-addresses", params={"address": address_of(ana).upper()})).json()
        assert (await caller.delete(f"/v1/suppressed-addresses/{barred['items'][0]['id']}")).status_code == 204
        assert (await caller.post(f"/v1/deliveries/{email['id']}/retry")).status_code == 202
        await send()
        assert (await caller.get(f"/v1/deliveries/{email['id']}")).json()["state"] == "delivered"
        assert_refused(await caller.post(f"/v1/deliveries/{email['id']}/retry"), 409, "not_retryable")


async def test_a_passing_refusal_is_tried_again_with_the_same_message_id(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    mail_server.rcpt[address_of(ana)] = "451 4.2.0 busy"
    await district.publish([(ana, DUE)])
    await send()
    [email] = await district.deliveries(ana)
    assert (email["state"], email["reason"], email["last_smtp_code"]) == ("due", "address_deferred", 451)
    mail_server.rcpt.clear()
    await send()
    assert mail_server.to(address_of(ana)) == []
    await let_time_pass(notifications, email["id"])
    await send()
    [mail] = mail_server.to(address_of(ana))
    assert email["id"] in mail["Message-ID"]
    [email] = await district.deliveries(ana)
    assert (email["state"], email["attempts"], email["reason"]) == ("delivered", 2, None)
    assert email["next_attempt_at"] is None


async def test_after_the_last_attempt_it_has_failed_and_says_why(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    mail_server.data[address_of(ana)] = "452 4.3.1 full"
    await district.publish([(ana, DUE)])
    [email] = await district.deliveries(ana)
    for _ in range(6):
        await let_time_pass(notifications, email["id"])
        await send()
    [email] = await district.deliveries(ana)
    assert (email["state"], email["reason"], email["attempts"]) == ("failed", "mail_deferred", 6)
    [event] = await notifications.published(district.id, "notifications.delivery.failed.v1")
    assert event["data"]["delivery_id"] == email["id"]


async def test_a_mail_refused_for_its_content_fails_without_barring_the_address(
    district: District, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    mail_server.data[address_of(ana)] = "554 5.7.1 looks like spam"
    await district.publish([(ana, DUE)])
    await send()
    mail_server.data.clear()
    await district.publish([(ana, DUE)])
    await send()
    found = [(email["state"], email["reason"], email["last_smtp_code"]) for email in await district.deliveries(ana)]
    assert found == [("failed", "mail_refused", 554), ("delivered", None, None)]


@pytest.mark.parametrize(
    ("fact", "reason"), [({"email": None}, "no_address"), ({"active": False}, "inactive")], ids=["no address", "left"]
)
async def test_who_cannot_get_mail_has_a_reason(
    district: District, mail_server: MailServer, send: Send, fact: dict[str, None], reason: str
) -> None:
    ana = await district.person(**fact)  # type: ignore[arg-type]
    await district.publish([(ana, DUE)])
    await send()
    [email] = await district.deliveries(ana)
    assert (email["state"], email["reason"], email["address"]) == ("suppressed", reason, None)
    assert mail_server.to(address_of(ana)) == []


async def test_an_address_no_mail_can_go_to_fails_alone(
    district: District, mail_server: MailServer, send: Send
) -> None:
    odd, ben = await district.person(email="josé@@cedar.example"), await district.person("Ben")
    await district.publish([(odd, DUE), (ben, DUE)])
    await send()
    [email] = await district.deliveries(odd)
    assert (email["state"], email["reason"]) == ("failed", "address_unsendable")
    assert len(mail_server.to(address_of(ben))) == 1


async def test_somebody_the_directory_tells_of_later_gets_the_mail_later(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    late = uuid4()
    await district.publish([(late, DUE)])
    await send()
    [email] = await district.deliveries(late)
    assert (email["state"], email["reason"]) == ("due", "recipient_unknown")
    await district.person(id_=late)
    await let_time_pass(notifications, email["id"])
    await send()
    assert len(mail_server.to(address_of(late))) == 1


async def test_a_mail_server_that_is_away_costs_nobody_their_mail(
    district: District, notifications: Service, mail_server: MailServer, sending: Settings, send: Send
) -> None:
    people = [await district.person() for _ in range(3)]
    await district.publish([(person, DUE) for person in people])
    away = sending.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{free_port()}"})
    await send_due(notifications.app.state.db, away)
    for person in people:
        [email] = await district.deliveries(person)
        assert (email["state"], email["reason"]) == ("due", "server_unreachable")
        await let_time_pass(notifications, email["id"])
    await send()
    assert people
    assert all(len(mail_server.to(address_of(person))) == 1 for person in people)


async def test_two_workers_send_each_mail_once(
    district: District, notifications: Service, mail_server: MailServer, sending: Settings
) -> None:
    people = [await district.person() for _ in range(40)]
    await district.publish([(person, DUE) for person in people])
    await asyncio.gather(*(send_due(notifications.app.state.db, sending) for _ in range(3)))
    assert [len(mail_server.to(address_of(person))) for person in people] == [1] * 40


async def test_what_a_dead_worker_held_is_sent_after_its_claim_ran_out(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    claimed = await queue.claim(notifications.app.state.db, clock.now(), 500)
    [held] = [letter for mail in claimed for letter in mail if letter.recipient_id == ana]
    await send()
    assert mail_server.to(address_of(ana)) == []
    await let_time_pass(notifications, str(held.delivery_id))
    await send()
    assert len(mail_server.to(address_of(ana))) == 1


async def test_a_batch_goes_over_one_connection(
    district: District, notifications: Service, mail_server: MailServer, sending: Settings
) -> None:
    while await send_batch(notifications.app.state.db, sending):
        pass
    mail_server.connections.clear()
    people = [await district.person() for _ in range(10)]
    await district.publish([(person, DUE) for person in people])
    assert await send_batch(notifications.app.state.db, sending) == 10
    assert len(mail_server.connections) == 1


async def test_a_worker_told_to_end_gives_back_what_it_did_not_try(
    district: District, notifications: Service, mail_server: MailServer, sending: Settings, send: Send
) -> None:
    people = [await district.person() for _ in range(12)]
    await district.publish([(person, DUE) for person in people])
    mail_server.seconds = 0.1
    batch = asyncio.create_task(send_batch(notifications.app.state.db, sending))

    async def some_arrived() -> bool:
        return len(mail_server.mails) >= 3

    await eventually(some_arrived, "the third mail")
    batch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await batch
    states = [(await district.deliveries(person))[0] for person in people]
    given_back = [(email["state"], email["attempts"]) for email in states if email["state"] == "due"]
    assert set(given_back) == {("due", 0)}
    assert sum(email["state"] == "sending" for email in states) <= 1
    mail_server.seconds = 0
    await send()
    arrived = [len(mail_server.to(address_of(person))) for person in people]
    assert max(arrived) == 1
    assert arrived.count(0) <= 1
