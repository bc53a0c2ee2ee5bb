import base64
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.recipients.recipients.rules import KeyMissing, Way, link, seal, unseal
from services.notifications.wording.templates.kinds import Kind
from shared.settings import Settings
from shared.testing.calls import Service, assert_refused
from tests.notifications.conftest import MailServer
from tests.notifications.factories import DUE, District, address_of, wish

Send = Callable[[], Awaitable[None]]
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def way(district: District, staff_id: UUID) -> str:
    return seal(Way(district.id, staff_id, (Kind.PLAN_PUBLISHED,)), district.service.settings.secret_key)


@given(st.uuids(), st.uuids(), st.lists(st.sampled_from(list(Kind)), min_size=1, unique=True).map(tuple))
def test_a_link_says_whom_and_what_it_stops(district_id: UUID, staff_id: UUID, kinds: tuple[Kind, ...]) -> None:
    found = Way(district_id, staff_id, kinds)
    assert unseal(seal(found, "secret"), "secret") == found
    assert unseal(seal(found, "secret"), "another") is None


@given(st.integers(0, 77), st.integers(1, 255))
def test_a_link_changed_in_any_byte_is_not_ours(place: int, change: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(seal(Way(uuid4(), uuid4(), (Kind.PLAN_PUBLISHED,)), "secret") + "=="))
    raw[place] ^= change
    assert unseal(base64.urlsafe_b64encode(raw).decode().rstrip("="), "secret") is None


@given(st.text(max_size=400))
def test_any_text_at_all_is_not_ours(token: str) -> None:
    assert unseal(token, "secret") is None


def test_without_a_key_there_are_no_links() -> None:
    with pytest.raises(KeyMissing):
        seal(Way(uuid4(), uuid4(), (Kind.PLAN_PUBLISHED,)), "")


@pytest.mark.parametrize(
    ("public_url", "begins"),
    [("https://n.example/", "https://n.example/v1/unsubscribe/"), ("", "http://10.0.0.7:8004/v1/unsubscribe/")],
)
def test_a_link_leads_to_the_public_address_or_to_where_the_service_listens(public_url: str, begins: str) -> None:
    place = {"public_url": public_url, "host": "10.0.0.7", "port": 8004}
    settings = Settings(service="notifications", database_url="postgresql://nowhere/none", secret_key="s", **place)
    found = Way(uuid4(), uuid4(), (Kind.DIGEST, Kind.MENTION))
    address = link(found, settings)
    assert address.startswith(begins)
    assert unseal(address.removeprefix(begins), "s") == found


async def test_reading_the_page_changes_nothing_and_its_button_posts(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana, ben = await district.person(language="es"), await district.person(language="en")
    cleo = await district.person(language="en")
    assert (await wish(notifications, district.id, cleo, language="es")).status_code == 200
    async with notifications.caller() as anybody:
        pages = [await anybody.get(f"/v1/unsubscribe/{way(district, person)}") for person in (ana, ben, cleo)]
    for page, language in zip(pages, ("es", "en", "es"), strict=True):
        assert page.status_code == 200
        assert page.headers["content-type"].startswith("text/html")
        assert '<form method="post">' in page.text
        assert f'lang="{language}"' in page.text
    await district.publish([(ana, DUE)])
    await send()
    assert len(mail_server.to(address_of(ana))) == 1


async def test_one_click_stops_mail_of_the_kind_but_not_the_inbox(
    district: District, notifications: Service, mail_server: MailServer, send: Send
) -> None:
    ana, ben = await district.person("Ana"), await district.person("Ben")
    async with notifications.caller() as anybody:
        for _ in range(2):
            assert (await anybody.post(f"/v1/unsubscribe/{way(district, ana)}", data=ONE_CLICK)).status_code == 200
    await district.publish([(ana, DUE), (ben, DUE)])
    await send()
    assert mail_server.to(address_of(ana)) == []
    assert len(mail_server.to(address_of(ben))) == 1
    [email] = await district.deliveries(ana)
    assert (email["state"], email["reason"]) == ("suppressed", "unsubscribed")
    [inbox] = await district.deliveries(ana, "inbox")
    assert inbox["state"] == "delivered"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_tampered_link_is_unknown(district: District, notifications: Service, method: str) -> None:
    token = way(district, uuid4())
    tampered = ("B" if token[0] != "B" else "C") + token[1:]
    async with notifications.caller() as anybody:
        reply = await anybody.request(method, f"/v1/unsubscribe/{tampered}")
    assert_refused(reply, 404, "link_unknown")
