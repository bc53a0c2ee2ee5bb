"""Mails and replies lead people into the front end they last signed in to, else into the district's default."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from shared.testing.calls import Service
from tests.notifications.conftest import MailServer
from tests.notifications.factories import DUE, District, address_of

Send = Callable[[], Awaitable[None]]


async def front_end(district: District, host: str, *, default: bool = False, id_: UUID | None = None) -> UUID:
    """A front end all of whose pages are at one host."""
    application_id = id_ or uuid4()
    addresses = {"default": f"https://{host}/{{path}}"}
    facts = {"application_id": application_id, "origins": [], "active": True}
    await district.tell("application", **facts, addresses=addresses, is_default=default)
    return application_id


async def signed_in(district: District, person: UUID, application_id: UUID, at: str) -> None:
    used = {"staff_id": person, "application_id": application_id, "signed_in_at": at}
    await district.service.receive(district.id, ("partners.application.used.v1", used))


async def link_of(district: District, person: UUID) -> str | None:
    """Where the newest message of a person's inbox leads; the message and the operators' view say the same."""
    async with district.service.person(district.id, person) as caller:
        entry = (await caller.get("/v1/inbox")).json()["items"][0]
        message = (await caller.get(f"/v1/inbox/{entry['id']}")).json()
    [listed] = [one for one in await district.messages() if one["id"] == entry["id"]]
    links = {one["about"]["link"] for one in (entry, message, listed)}
    [link] = links
    return None if link is None else str(link)


async def test_a_person_is_led_to_the_front_end_they_last_signed_in_to(district: District) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    assert await link_of(district, ana) is None
    await front_end(district, "default.example", default=True)
    assert await link_of(district, ana) == "https://default.example/my-day"
    first, second = await front_end(district, "first.example"), await front_end(district, "second.example")
    await signed_in(district, ana, first, "2026-11-20T08:00:00Z")
    assert await link_of(district, ana) == "https://first.example/my-day"
    await signed_in(district, ana, second, "2026-11-21T08:00:00Z")
    assert await link_of(district, ana) == "https://second.example/my-day"
    # An older word that comes late.
    await signed_in(district, ana, first, "2026-11-20T09:00:00Z")
    assert await link_of(district, ana) == "https://second.example/my-day"


async def test_a_front_end_without_addresses_or_gone_leads_nobody(district: District) -> None:
    ana = await district.person()
    await district.publish([(ana, DUE)])
    gone = await front_end(district, "gone.example")
    await signed_in(district, ana, gone, "2026-11-20T08:00:00Z")
    await front_end(district, "default.example", default=True)
    assert await link_of(district, ana) == "https://gone.example/my-day"
    gone_now = {"application_id": gone, "origins": [], "active": False, "is_default": False}
    await district.tell("application", **gone_now, addresses={"default": "https://gone.example/{path}"})
    assert await link_of(district, ana) == "https://default.example/my-day"


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
async def test_of_two_words_of_a_front_end_the_newer_stands(district: District, order: tuple[int, int]) -> None:
    ana, application_id = await district.person(), uuid4()
    await district.publish([(ana, DUE)])
    for version in order:
        fact = {"application_id": application_id, "origins": [], "active": True, "is_default": True, "version": version}
        fact["addresses"] = {"default": f"https://v{version}.example/{{path}}"}
        await district.service.receive(district.id, ("partners.application.recorded.v1", fact))
    assert await link_of(district, ana) == "https://v2.example/my-day"


async def test_a_mail_leads_to_it_too_and_to_nobody_elses(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    await front_end(district, "default.example", default=True)
    await signed_in(district, ana, await front_end(district, "ana.example"), "2026-11-20T08:00:00Z")
    await district.publish([(ana, DUE), (ben, DUE)])
    await send()
    texts = {}
    for person in (ana, ben):
        [mail] = mail_server.to(address_of(person))
        body = mail.get_body(("plain",))
        assert body is not None
        texts[person] = body.get_content()
    assert "https://ana.example/my-day" in texts[ana]
    assert "default.example" not in texts[ana]
    assert "https://default.example/my-day" in texts[ben]
