"""Acknowledging from an e-mail: the link, its pages, and everything that must not open."""

import asyncio
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from httpx import AsyncClient, Response
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.messages.deliveries.sending import send_due
from services.notifications.occasions.escalations.answering import PURPOSE
from shared import clock
from shared.answers import pages, rules
from shared.answers.rules import KeyMissing, address, seal, unseal
from shared.settings import Settings
from shared.testing.calls import Service, served
from shared.web.throttle import Guesses
from tests.browsing.looking import look, needs_chromium
from tests.notifications.conftest import PUBLIC_URL, MailServer
from tests.notifications.factories import address_of
from tests.notifications.occasions.escalations.factories import Staffed
from tests.one_day import ZONE

Send = Callable[[], Awaitable[None]]
OURS = Settings(service="notifications", database_url="postgresql://nowhere/none", secret_key="s")


@pytest_asyncio.fixture(loop_scope="session")
async def place(notifications: Service, district_id: UUID) -> Staffed:
    found = Staffed(notifications, district_id)
    await found.staff()
    return found


@pytest_asyncio.fixture(loop_scope="session")
async def anybody(notifications: Service, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncClient]:
    """Somebody who is not signed in, and has guessed nothing yet."""
    monkeypatch.setattr(Guesses, "wait", lambda *_: 0)
    async with notifications.caller() as caller:
        yield caller


async def link_to(place: Staffed, person: UUID) -> str:
    """Where somebody's newest link is, under the service."""
    [row] = await place.service.sql(
        "select id from answer_links where district_id = $1 and recipient_id = $2 order by made_at desc, id desc limit 1",
        *(place.id, person),
    )
    return f"/v1/answers/{seal(row['id'], place.service.settings)}"


async def acknowledged(place: Staffed, person: UUID) -> list[bool]:
    rows = await place.service.sql(
        "select acknowledged_at is not null as seen from escalations where district_id = $1 and recipient_id = $2",
        *(place.id, person),
    )
    return [row["seen"] for row in rows]


def assert_unknown(reply: Response, language: str = "en") -> None:
    """It is the one page of all links that do not open, letter by letter."""
    assert (reply.status_code, reply.text) == (404, pages.unknown(language))
    assert {name: reply.headers[name] for name in pages.HEADERS} == pages.HEADERS


async def test_the_link_of_a_mail_quiets_the_ladder_as_acknowledging_does(
    place: Staffed, anybody: AsyncClient, mail_server: MailServer, send: Send
) -> None:
    today = clock.day_in(ZONE, clock.now())
    line, other = place.late(3), place.late(4)
    await place.morning(line, other, day=today)
    await send()
    [mail] = mail_server.to(address_of(place.pia))
    [url] = re.findall(rf"I have seen it: {PUBLIC_URL}(/v1/answers/\S+)", _plain(mail))
    asked = await anybody.get(url)
    assert asked.status_code == 200
    assert "2 overdue tasks" in asked.text
    assert await acknowledged(place, place.pia) == [False, False]
    done = await anybody.post(url)
    assert done.status_code == 200
    assert "Thank you" in done.text
    assert await acknowledged(place, place.pia) == [True, True]
    # Without it the coordinator would be told on the seventh day.
    later = [{**line, "school_days_overdue": 7}, {**other, "school_days_overdue": 8}]
    await place.morning(*later, day=today + timedelta(days=7))
    assert {person for person, *_ in await place.climbed()} == {place.pia}


async def test_every_mail_in_the_readers_language_and_none_to_who_is_asked_nothing(
    place: Staffed, anybody: AsyncClient, mail_server: MailServer, send: Send
) -> None:
    pablo = await place.person("Pablo", language="es")
    await place.role(pablo, "principal", place.oak)
    await place.morning(place.late(3))
    await send()
    [mail] = mail_server.to(address_of(pablo))
    [url] = re.findall(rf"Lo he visto: {PUBLIC_URL}(/v1/answers/\S+)", _plain(mail))
    asked = await anybody.get(url, headers={"Accept-Language": "en"})
    assert 'lang="es"' in asked.text
    assert asked.headers["content-language"] == "es"
    assert "Lo he visto" in asked.text
    for other in mail_server.to(address_of(place.ana)):
        assert "/v1/answers/" not in _plain(other)


async def test_reading_a_page_any_number_of_times_changes_nothing(place: Staffed, anybody: AsyncClient) -> None:
    await place.morning(place.late(3))
    url = await link_to(place, place.pia)
    for _ in range(3):
        assert (await anybody.get(url)).status_code == 200
    assert await acknowledged(place, place.pia) == [False]
    [row] = await place.service.sql("select ended_at from answer_links where district_id = $1", place.id)
    assert row["ended_at"] is None


async def test_it_opens_once(place: Staffed, anybody: AsyncClient) -> None:
    await place.morning(place.late(3))
    url = await link_to(place, place.pia)
    assert (await anybody.post(url)).status_code == 200
    for again in (await anybody.post(url), await anybody.get(url)):
        assert_unknown(again)


@pytest.mark.parametrize(
    "change",
    [
        "update answer_links set expires_at = now() - interval '1 second' where district_id = $1 returning id",
        "update answer_links set ended_at = now(), ended_as = 'revoked' where district_id = $1 returning id",
        "update answer_links set purpose = 'another' where district_id = $1 returning id",
        "update directory_staff set active = false where district_id = $1 returning id",
        "update escalations set acknowledged_at = now() where district_id = $1 returning id",
        "delete from answer_links where district_id = $1 returning id",
    ],
)
async def test_what_opens_no_more_says_one_and_the_same_and_does_nothing(
    place: Staffed, anybody: AsyncClient, change: str
) -> None:
    await place.morning(place.late(3))
    url = await link_to(place, place.pia)
    assert (await anybody.get(url)).status_code == 200
    before = await acknowledged(place, place.pia)
    await place.service.sql(change, place.id)
    is_acknowledged = [True] if "acknowledged_at" in change else before
    assert_unknown(await anybody.get(url))
    assert_unknown(await anybody.post(url))
    assert await acknowledged(place, place.pia) == is_acknowledged
    assert_unknown(await anybody.get(url, headers={"Accept-Language": "es"}), "es")


async def test_whoever_acknowledges_in_throughline_needs_the_link_no_more(
    place: Staffed, anybody: AsyncClient, notifications: Service
) -> None:
    await place.morning(place.late(3), place.late(4))
    url = await link_to(place, place.pia)
    async with notifications.person(place.id, place.pia, ("principal", place.oak)) as pia:
        first, second = (await pia.get("/v1/escalations")).json()["items"]
        assert (await pia.post(f"/v1/escalations/{first['id']}/acknowledge")).status_code == 200
        assert "1 overdue task " in (await anybody.get(url)).text
        assert (await pia.post(f"/v1/escalations/{second['id']}/acknowledge")).status_code == 200
    [row] = await notifications.sql(
        "select ended_as from answer_links where district_id = $1 and recipient_id = $2", place.id, place.pia
    )
    assert row["ended_as"] == "revoked"
    assert_unknown(await anybody.get(url))


async def test_a_link_does_nothing_for_anybody_else_nor_in_another_district(
    place: Staffed, anybody: AsyncClient, notifications: Service
) -> None:
    other = Staffed(notifications, uuid4())
    await other.staff()
    await place.set_ladder((3, "principal", 7), (4, "district_coordinator", 7))
    await place.morning(place.late(4))
    await other.morning(other.late(3))
    assert (await anybody.post(await link_to(place, place.pia))).status_code == 200
    assert await acknowledged(place, place.pia) == [True]
    assert await acknowledged(other, other.pia) == [False]
    # A row that says it is another district's opens nothing there: what it speaks of is not in it.
    await notifications.sql(
        "update answer_links set recipient_id = $2 where district_id = $1 returning id", other.id, place.pia
    )
    moved = await notifications.sql("select id from answer_links where district_id = $1", other.id)
    assert_unknown(await anybody.post(f"/v1/answers/{seal(moved[0]['id'], notifications.settings)}"))
    assert await acknowledged(other, other.pia) == [False]


async def test_two_at_once_answer_once(place: Staffed, anybody: AsyncClient) -> None:

    await place.morning(place.late(3))
    url = await link_to(place, place.pia)
    replies = await asyncio.gather(*(anybody.post(url) for _ in range(4)))
    assert sorted(reply.status_code for reply in replies) == [200, 404, 404, 404]
    [count] = await place.service.sql(
        "select count(*) as n from outbox where district_id = $1 and type like 'notifications.escalation.acknowledged%'",
        place.id,
    )
    assert count["n"] == 1


async def test_each_answer_is_audited_as_its_persons_and_its_event_too(place: Staffed, anybody: AsyncClient) -> None:
    await place.morning(place.late(3))
    assert (await anybody.post(await link_to(place, place.pia))).status_code == 200
    entries = await place.service.sql(
        "select actor, action, reason from audit_entries where district_id = $1 and action = 'answered_by_link'",
        place.id,
    )
    assert [(row["actor"], list(row["reason"])) for row in entries] == [(f"person:{place.pia}", [PURPOSE])]
    [event] = await place.service.sql(
        "select actor from outbox where district_id = $1 and type like '%escalation.acknowledged%'",
        place.id,
    )
    assert event["actor"] == f"person:{place.pia}"


async def test_no_secret_is_kept_or_told_anywhere(
    place: Staffed, mail_server: MailServer, send: Send, notifications: Service
) -> None:
    await place.morning(place.late(3))
    await send()
    [mail] = mail_server.to(address_of(place.pia))
    [token] = re.findall(r"/v1/answers/(\S{36})", _plain(mail))
    tables = await notifications.sql("select tablename from pg_tables where schemaname = 'public'")
    for table in (row["tablename"] for row in tables):
        found = await notifications.sql(f'select count(*) as n from "{table}" t where t::text like $1', f"%{token}%")
        assert found[0]["n"] == 0, table
    async with notifications.person(place.id, place.pia) as pia:
        [entry] = (await pia.get("/v1/inbox")).json()["items"]
        assert "/v1/answers" not in (await pia.get(f"/v1/inbox/{entry['id']}")).text


async def test_whoever_guesses_has_to_wait(place: Staffed, notifications: Service) -> None:
    await place.morning(place.late(3))
    url = await link_to(place, place.pia)
    async with notifications.caller() as guesser:
        replies = [await guesser.get(f"/v1/answers/{seal(uuid4(), notifications.settings)}") for _ in range(40)]
        statuses = [reply.status_code for reply in replies]
        assert set(statuses) == {404, 429}
        assert int(replies[-1].headers["retry-after"]) >= 1
        assert (await guesser.get(url)).status_code == 429


async def test_a_letter_too_old_has_no_link(place: Staffed, mail_server: MailServer, sending: Settings) -> None:
    await place.morning(place.late(3))
    await place.service.sql("update answer_links set expires_at = now() where district_id = $1 returning id", place.id)
    await send_due(place.service.app.state.db, sending)
    [mail] = mail_server.to(address_of(place.pia))
    assert "/v1/answers/" not in _plain(mail)
    assert "acknowledge it in Throughline" in _plain(mail).replace("\n", " ")


async def test_pages_are_plain_html_without_script_under_a_strict_policy(place: Staffed, anybody: AsyncClient) -> None:
    await place.morning(place.late(3))
    url = await link_to(place, place.pia)
    replies = [await anybody.get(url), await anybody.post(url), await anybody.post(url)]
    for reply in replies:
        policy = reply.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert reply.headers["x-robots-tag"] == "noindex, nofollow"
        assert reply.headers["cache-control"] == "no-store"
        seen = Seen()
        seen.feed(reply.text)
        assert seen.tags.isdisjoint({"script", "img", "link", "iframe", "a"})
        assert {"html", "main", "h1", "title"} <= seen.tags
        assert not any(name.startswith("on") or name == "style" for name in seen.attributes)
        assert str(place.pia) not in reply.text


@needs_chromium
async def test_pages_work_in_a_browser_for_everybody(
    place: Staffed, notifications: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Guesses, "wait", lambda *_: 0)
    await place.morning(place.late(3))
    url = await link_to(place, place.pia)
    button = "document.querySelector('button')"
    once = f"{button} && !window.pressed && (window.pressed = true, {button}.click())"
    press = f"({once}, !!document.querySelector('[role=status]'))"
    async with served(notifications) as base:
        asked, done, gone = await asyncio.to_thread(
            look,
            tmp_path,
            [
                {"address": base + url, "see": "getComputedStyle(document.querySelector('button')).color", "axe": True},
                {
                    "address": base + url,
                    "until": press,
                    "see": "document.querySelector('[role=status]').innerText",
                    "axe": True,
                },
                {"address": base + url, "until": "document.querySelector('h1')", "see": "document.title", "axe": True},
            ],
        )
    assert asked["value"] == "rgb(255, 255, 255)", "the style is let in by its digest"
    assert done["value"].startswith("Thank you")
    assert gone["value"] == "This link does not work"
    for page in (asked, done, gone):
        assert (page["refused"], page["violations"]) == ([], [])
        assert page["passes"] > 5
    assert await acknowledged(place, place.pia) == [True]


def test_an_address_fits_a_text_message_and_says_one_link() -> None:
    link_id = uuid4()
    long_place = OURS.model_copy(update={"public_url": "https://throughline.cedarvalley.k12.mi.us/notifications"})
    assert len(address(link_id, long_place)) <= 110
    assert unseal(seal(link_id, OURS), OURS) == link_id
    for others in ({"secret_key": "other"}, {"service": "partners"}):
        assert unseal(seal(link_id, OURS), OURS.model_copy(update=others)) is None


@given(st.uuids(), st.integers(0, 26), st.integers(1, 255))
def test_an_address_changed_in_any_byte_is_not_ours(link_id: UUID, at: int, change: int) -> None:

    raw = bytearray(urlsafe_b64decode(seal(link_id, OURS)))
    raw[at] ^= change
    assert unseal(urlsafe_b64encode(raw).decode(), OURS) is None


@given(st.text(max_size=80) | st.from_regex(rules.FORM, fullmatch=True))
def test_any_text_at_all_is_not_ours(token: str) -> None:
    assert unseal(token, OURS) is None


def test_without_a_key_there_are_no_addresses() -> None:
    with pytest.raises(KeyMissing):
        seal(uuid4(), OURS.model_copy(update={"secret_key": ""}))


class Seen(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def _plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
