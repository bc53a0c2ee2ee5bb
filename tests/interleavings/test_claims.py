"""What only one gets, however many ask at once: claims, and the words of those who lost theirs."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from aiosmtplib import SMTPRecipientRefused, SMTPRecipientsRefused

from services.notifications.messages.deliveries import queue
from services.notifications.messages.deliveries.mail import Post
from services.notifications.messages.deliveries.rules import DELIVERED, Verdict
from services.notifications.messages.deliveries.sending import send_batch
from services.notifications.messages.deliveries.tables import Reason, State
from services.notifications.messages.messages import making
from services.notifications.messages.messages import repository as messages
from services.notifications.messages.messages.making import Notification
from services.notifications.messages.messages.payloads import AnnouncementFacts
from services.notifications.outlets.stream import repository as stream
from services.notifications.outlets.stream.rules import Entry
from services.notifications.recipients.preferences import service as preferences
from services.notifications.wording.templates.kinds import Kind
from services.partners.access.sign_ins.repository import take_logout_token
from services.partners.access.tokens.repository import use_assertion
from shared import clock
from shared.audit import chain
from shared.context.work import work_for
from shared.db.locks import Turn, key
from shared.ids import new_id
from shared.testing.calls import Service, envelope
from tests.interleavings.claiming import claimed, letters_of
from tests.interleavings.holding import HOLD, HOLD_TURN, another
from tests.notifications.factories import DUE


async def states(service: Service, district_id: UUID) -> set[tuple[str, Any]]:
    """What the district's e-mails are, and until when they are claimed."""
    rows = await service.sql(
        "select state, claimed_at from deliveries where district_id = $1 and channel = 'email'", district_id
    )
    return {(row["state"], row["claimed_at"]) for row in rows}


@pytest.mark.parametrize("word", ["settle", "release", "postpone"])
async def test_who_lost_their_claim_has_no_say_over_the_letter(
    notifications: Service, district_id: UUID, word: str
) -> None:
    await letters_of(notifications, district_id)
    db, settings, now = notifications.app.state.db, notifications.settings, clock.now()
    [slow] = await claimed(notifications, district_id, now)
    assert await claimed(notifications, district_id, now + queue.CLAIM_HOLDS - timedelta(seconds=1)) == []
    taken_over = now + queue.CLAIM_HOLDS
    [quick] = await claimed(notifications, district_id, taken_over)
    if word == "settle":
        failed = Verdict(State.FAILED, Reason.SERVER_UNREACHABLE, 550)
        async with work_for(db, settings, district_id) as ctx:
            assert not await queue.settle(ctx, slow, failed, None, None)
            assert await queue.settle(ctx, quick, DELIVERED, None, None)
        assert await states(notifications, district_id) == {("delivered", None)}
        return
    if word == "release":
        await queue.release(db, [slow])
    else:
        await queue.postpone(db, [([slow], now + timedelta(hours=1), Reason.QUIET_HOURS)])
    assert await states(notifications, district_id) == {("sending", taken_over)}


async def test_who_loses_their_claim_while_sending_tells_nothing_and_bars_no_address(
    notifications: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    await letters_of(notifications, district_id)
    await notifications.sql(
        "update deliveries set next_attempt_at = '2020-01-01Z' where district_id = $1 and channel = 'email'",
        district_id,
    )
    taken_over = clock.now() + queue.CLAIM_HOLDS + timedelta(minutes=1)

    async def slowly(_post: Post, _mail: EmailMessage, address: str) -> None:
        await claimed(notifications, district_id, taken_over)
        raise SMTPRecipientsRefused([SMTPRecipientRefused(550, "no", address)])

    monkeypatch.setattr(Post, "send", slowly)
    await send_batch(notifications.app.state.db, notifications.settings)
    assert await states(notifications, district_id) == {("sending", taken_over)}
    assert await notifications.published(district_id, "notifications.delivery.suppressed.v1") == []
    assert await notifications.sql("select 1 from suppressed_addresses where district_id = $1", district_id) == []


async def test_a_letter_somebody_is_claiming_is_passed_over_and_not_waited_for(
    notifications: Service, district_id: UUID
) -> None:
    await letters_of(notifications, district_id, 2)
    lock = "select id from deliveries where district_id = $1 and channel = 'email' order by id limit 1 for update"
    async with another(notifications, lock, district_id) as other:
        # Waiting, it would never end: the other commits afterwards.
        [letter] = await claimed(notifications, district_id, clock.now())
        assert letter.delivery_id not in {row["id"] for row in await other.does(lock, district_id)}


async def test_letters_of_one_e_mail_are_claimed_with_its_first_or_waited_for(
    notifications: Service, district_id: UUID
) -> None:
    await letters_of(notifications, district_id, 2)
    follow = """update deliveries set sent_with = first.id from (
      select id from deliveries where district_id = $1 and channel = 'email' order by id limit 1) first
    where district_id = $1 and channel = 'email' returning deliveries.id"""
    await notifications.sql(follow, district_id)
    last = "select id from deliveries where district_id = $1 and channel = 'email' order by id desc limit 1 for update"
    async with another(notifications, last, district_id) as other:
        wait, begun = await other.holds_up(claimed(notifications, district_id, clock.now()))
        assert "services/notifications/messages/deliveries/queue.py::claim" in wait.where
        await other.commit()
        assert len(await begun) == 2


@pytest.mark.parametrize("held", ["their turn", "the e-mail"])
async def test_letters_held_for_one_person_join_one_e_mail(
    notifications: Service, district_id: UUID, held: str
) -> None:
    district = await letters_of(notifications, district_id)
    db, now = notifications.app.state.db, clock.now()
    [first] = await claimed(notifications, district_id, now)
    await queue.postpone(db, [([first], now + timedelta(hours=1), Reason.HELD)])
    await district.publish([(first.recipient_id, DUE)])
    [second] = await claimed(notifications, district_id, now + timedelta(seconds=1))
    turn = "select 1 as id from pg_advisory_xact_lock(hashtextextended($1, 0))"
    rows = "select id from deliveries where district_id = $1 for update"
    person = key(district_id, "daily e-mail", first.recipient_id)
    lock: tuple[str, Any] = (turn, person) if held == "their turn" else (rows, district_id)
    async with another(notifications, *lock) as other:
        postponed = queue.postpone(db, [([second], now + timedelta(hours=1), Reason.HELD)])
        wait, begun = await other.holds_up(postponed)
        assert wait.is_at("services/notifications/messages/deliveries/queue.py::_open_heads")
        await other.commit()
        await begun
    found = await notifications.sql(
        "select distinct sent_with from deliveries where district_id = $1 and channel = 'email'", district_id
    )
    assert [row[0] for row in found] == [first.delivery_id]


@pytest.mark.parametrize(
    "site", ["messages/messages/making.py::make_moot", "messages/messages/making.py::make_messages"]
)
async def test_what_is_undone_waits_for_who_is_at_the_message(
    notifications: Service, district_id: UUID, site: str
) -> None:
    await letters_of(notifications, district_id)
    topic = new_id()
    await notifications.sql("update messages set topic = $2 where district_id = $1 returning id", district_id, topic)
    [row] = await notifications.sql("select recipient_id as who from messages where district_id = $1", district_id)

    async def undo() -> None:
        async with work_for(notifications.app.state.db, notifications.settings, district_id) as ctx:
            if site.endswith("make_moot"):
                await making.make_moot(ctx, [topic])
            else:
                facts = AnnouncementFacts(kind=Kind.ANNOUNCEMENT, title="T", body="B")
                said = [Notification(new_id(), row["who"], facts, moot=topic)]
                await making.make_messages(ctx, Kind.ANNOUNCEMENT, said, making.Tongues({}, "en"))

    reading = "update messages set read_at = now() where district_id = $1 returning id"
    async with another(notifications, reading, district_id) as other:
        wait, begun = await other.holds_up(undo())
        assert f"services/notifications/{site}" in wait.where
        await other.commit()
        await begun
    found = "select undone_at is not null and read_at is not null from messages where district_id = $1 and topic = $2"
    assert [tuple(one) for one in await notifications.sql(found, district_id, topic)] == [(True,)]


async def test_wishes_are_changed_on_what_the_other_leaves(notifications: Service, district_id: UUID) -> None:
    person = new_id()
    db, settings = notifications.app.state.db, notifications.settings
    async with work_for(db, settings, district_id) as ctx:
        await preferences.stop_email(ctx, person, [Kind.DIGEST])
    wish = """update preferences set choices = choices || '{"plan_published": {"inbox": "off"}}', version = version + 1
    where district_id = $1 and id = $2 returning id"""

    async def stop() -> None:
        async with work_for(db, settings, district_id) as ctx:
            await preferences.stop_email(ctx, person, [Kind.ANNOUNCEMENT])

    lock = "select id from preferences where district_id = $1 and id = $2 for update"
    async with another(notifications, lock, district_id, person) as other:
        wait, begun = await other.holds_up(stop())
        assert wait.is_at("services/notifications/recipients/preferences/repository.py::take")
        await other.does(wish, district_id, person)
        await other.commit()
        await begun
    async with another(notifications, wish, district_id, person) as other:
        caller = notifications.person(district_id, person)
        patch = caller.patch("/v1/preferences", json={"language": "es"}, headers={"If-Match": '"3"'})
        wait, answer = await other.holds_up(patch)
        assert wait.is_at(
            "services/notifications/recipients/preferences/repository.py::find",
            "services/notifications/recipients/preferences/service.py::change",
        )
        await other.commit()
        assert (await answer).json()["code"] == "stale"
    choices = (await caller.get("/v1/preferences")).json()["choices"]
    assert choices["plan_published"]["inbox"] == "off"
    assert [choices[kind]["email"] for kind in ("digest", "announcement")] == ["off", "off"]


async def test_a_ladder_is_replaced_on_the_version_the_other_leaves(notifications: Service, district_id: UUID) -> None:
    rungs = {"rungs": [{"after_school_days": 3, "tell": "owner", "quiet_period_days": 3}]}
    caller = notifications.machine(district_id)
    first = await caller.put("/v1/escalation-ladder", json=rungs, headers={"If-Match": '"0"'})
    assert first.status_code == 200, first.text
    change = "update escalation_ladders set version = version + 1 where district_id = $1 returning id"
    lock = "select id from escalation_ladders where district_id = $1 for update"
    async with another(notifications, lock, district_id) as other:
        put = caller.put("/v1/escalation-ladder", json=rungs, headers={"If-Match": first.headers["etag"]})
        wait, answer = await other.holds_up(put)
        assert wait.is_at("services/notifications/occasions/escalations/repository.py::lock_ladder")
        await other.does(change, district_id)
        await other.commit()
        assert (await answer).json()["code"] == "stale"


async def test_chunks_and_publications_of_a_plan_take_turns_in_the_order_of_plans(
    notifications: Service, district_id: UUID
) -> None:
    low, high = sorted((new_id(), new_id()))
    db, settings = notifications.app.state.db, notifications.settings
    async with work_for(db, settings, district_id) as ctx:
        await messages.lock_plans(ctx, [low, high])
    lock = "select id from plan_announcements where id = any($1) for update nowait"

    async def both() -> None:
        async with work_for(db, settings, district_id) as ctx:
            await messages.lock_plans(ctx, [high, low])

    await notifications.sql("update plan_announcements set title = 'x' where id = $1 returning id", low)
    async with another(notifications, lock, [low]) as other:
        wait, begun = await other.holds_up(both())
        assert wait.is_at("services/notifications/messages/messages/repository.py::lock_plans")
        assert len(await other.does(lock, [high])) == 1
        await other.commit()
        await begun


async def test_an_entry_of_the_stream_has_a_later_number_than_all_committed_before(
    notifications: Service, district_id: UUID
) -> None:
    entry = """insert into stream_entries (district_id, type, school_ids, owner_ids, data, made_at)
    values ($1, 'x', '{}', '{}', '{}', now()) returning seq"""

    async def write() -> None:
        async with work_for(notifications.app.state.db, notifications.settings, district_id) as ctx:
            await stream.write(ctx, [Entry(type="y", data="{}", school_ids=(), owner_ids=())])

    async with another(notifications, HOLD, key(district_id, "stream")) as other:
        wait, begun = await other.holds_up(write())
        assert wait.is_at("services/notifications/outlets/stream/repository.py::write")
        await other.does(entry, district_id)
        await other.commit()
        await begun
    rows = await notifications.sql("select type from stream_entries where district_id = $1 order by seq", district_id)
    assert [row["type"] for row in rows] == ["x", "y"]


async def test_overlapping_batches_of_events_wait_for_each_other_in_one_order(
    notifications: Service, district_id: UUID
) -> None:
    person = {"given_name": "A", "family_name": "B", "email": None, "language": "en", "active": True, "version": 1}
    events = [envelope(district_id, "partners.staff.recorded.v1", {**person, "staff_id": new_id()}) for _ in range(3)]
    first, middle, last = sorted(event.id for event in events)
    seen = "insert into inbox (district_id, event_id, type) values ($1, $2, 'x') returning event_id"
    batch = sorted(events, key=lambda event: event.id, reverse=True)
    async with another(notifications, seen, district_id, middle) as other:
        wait, begun = await other.holds_up(notifications.redeliver(*batch))
        assert "shared/bus/inbox.py::_claim" in wait.where
        # It has not taken the last: had it, these two would wait in a circle.
        await other.does("set local lock_timeout = '1ms'")
        await other.does(seen, district_id, last)
        await other.commit()
        await begun
    names = await notifications.sql("select id from directory_staff where district_id = $1", district_id)
    only = next(event for event in events if event.id == first)
    assert [row["id"] for row in names] == [UUID(str(only.data["staff_id"]))]


@pytest.mark.parametrize("stands", [True, False])
async def test_a_twin_of_a_request_under_way_waits_for_its_answer(
    partners: Service, district_id: UUID, stands: bool
) -> None:
    caller = partners.machine(district_id)
    first = await caller.post("/v1/schools", json={"name": "A", "local_code": "1"}, headers={"Idempotency-Key": "a"})
    assert first.status_code == 201
    twin = """insert into idempotency_keys (district_id, caller, key, fingerprint, created_at)
    select district_id, caller, 'b', 'another', now() from idempotency_keys where district_id = $1 returning key"""
    async with another(partners, twin, district_id) as other:
        call = caller.post("/v1/schools", json={"name": "B", "local_code": "2"}, headers={"Idempotency-Key": "b"})
        wait, answer = await other.holds_up(call)
        assert "shared/web/idempotency.py::claim" in wait.where
        await (other.commit() if stands else other.roll_back())
        reply = await answer
    assert (reply.status_code, reply.json().get("code")) == ((422, "idempotency_key_reused") if stands else (201, None))


@pytest.mark.parametrize("stands", [True, False])
@pytest.mark.parametrize("what", ["assertion", "logout_token"])
async def test_what_is_good_once_is_not_taken_by_two_at_once(
    partners: Service, district_id: UUID, what: str, stands: bool
) -> None:
    holder, until = new_id(), clock.now() + timedelta(minutes=1)
    use = {
        "assertion": "insert into used_assertions (district_id, client_id, jti, expires_at) values ($1, $2, 'j', $3) returning 1",
        "logout_token": """insert into logout_tokens_seen (district_id, provider_id, jti_hash, expires_at)
        values ($1, $2, 'j', $3) returning 1""",
    }[what]
    db = partners.app.state.db

    async def take() -> bool:
        if what == "assertion":
            return await use_assertion(db, district_id, holder, "j", until)
        async with work_for(db, partners.settings, district_id) as ctx:
            return await take_logout_token(ctx, holder, "j", until)

    site = {
        "assertion": "services/partners/access/tokens/repository.py::use_assertion",
        "logout_token": "services/partners/access/sign_ins/repository.py::take_logout_token",
    }[what]
    async with another(partners, use, district_id, holder, until) as other:
        wait, begun = await other.holds_up(take())
        assert site in wait.where
        await (other.commit() if stands else other.roll_back())
        assert await begun is not stands
    assert not await take()


async def test_the_chain_is_left_to_who_is_at_it(partners: Service, district_id: UUID) -> None:
    await partners.machine(district_id).post("/v1/schools", json={"name": "A", "local_code": "1"})
    open_ = "select count(*) from audit_entries where district_id = $1 and position is null"
    async with another(partners, HOLD_TURN, Turn.SEAL) as other:
        await chain.seal(partners.app.state.db)
        assert (await partners.sql(open_, district_id))[0][0] == 1
        await other.commit()
    await chain.seal(partners.app.state.db)
    assert (await partners.sql(open_, district_id))[0][0] == 0
