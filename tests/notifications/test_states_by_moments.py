"""Every move from every state that has no column: addresses that bounced, escalations taken on."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx

from shared.testing.calls import Service
from tests.notifications.conftest import MailServer
from tests.notifications.factories import DUE, MORNING, District, address_of, task_line
from tests.states.matrix import walk
from tests.states.notifications import ADDRESSES, ESCALATIONS

Send = Callable[[], Awaitable[None]]


async def test_an_address_is_barred_by_a_bounce_alone_and_opened_by_hand_alone(
    district: District, notifications: Service, send: Send, mail_server: MailServer
) -> None:
    machine = notifications.machine(district.id)

    async def barred(ana: UUID) -> list[dict[str, Any]]:
        reply = await machine.get("/v1/suppressed-addresses", params={"address": address_of(ana)})
        return list(reply.json()["items"])

    async def move(ana: UUID, verb: str) -> httpx.Response:
        if verb == "lift":
            (id_,) = [row["id"] for row in await barred(ana)] or [uuid4()]
            return await machine.delete(f"/v1/suppressed-addresses/{id_}")
        was_barred, before = bool(await barred(ana)), len(mail_server.to(address_of(ana)))
        mail_server.rcpt = {address_of(ana): "550 nobody here"} if verb == "bounce" else {}
        await district.publish([(ana, DUE)])
        await send()
        arrived = len(mail_server.to(address_of(ana))) - before
        assert arrived == (verb == "send" and not was_barred), verb
        return await machine.get("/v1/deliveries")

    async def bring(state: str) -> UUID:
        ana = await district.person()
        if state == "barred":
            await move(ana, "bounce")
        return ana

    async def read(ana: UUID) -> str:
        return "barred" if await barred(ana) else "open"

    for state in ADDRESSES:
        await walk(ADDRESSES, state, bring, move, read)


async def test_an_escalation_is_taken_on_by_whom_it_climbed_to(district: District, notifications: Service) -> None:
    pia, oak = await district.person("Pia"), await district.school("Oak")
    await district.role(pia, "principal", oak)
    machine, days = notifications.machine(district.id), iter(range(30))

    async def bring(state: str) -> str:
        task = task_line(oak, school_days_overdue=4)
        await district.take(district.due(uuid4(), [task], day=MORNING + timedelta(days=next(days))))
        await district.begin_day()
        found = await machine.get("/v1/escalations", params={"task_id": str(task["task_id"])})
        id_ = str(found.json()["items"][0]["id"])
        if state == "taken_on":
            await move(id_, "take_on")
        return id_

    async def move(id_: str, verb: str) -> httpx.Response:
        callers = {
            "take_on": notifications.person(district.id, pia, ("principal", oak)),
            "by_another": notifications.person(district.id, uuid4(), ("principal", oak)),
            "by_client": machine,
        }
        return await callers[verb].post(f"/v1/escalations/{id_}/acknowledge")

    async def read(id_: str) -> str:
        items = (await machine.get("/v1/escalations", params={"acknowledged": True})).json()["items"]
        return "taken_on" if id_ in {item["id"] for item in items} else "told"

    for state in ESCALATIONS:
        await walk(ESCALATIONS, state, bring, move, read)
