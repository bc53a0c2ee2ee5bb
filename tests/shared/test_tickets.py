"""Tickets: for one address and a few minutes, by the caller's own token, which meets the same door."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from shared import clock
from shared.answers.pages import HEADERS
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from shared.web.tickets.sealing import Unopened, key_of, seal, unseal

EXPORT = "/v1/audit-entries/export"


def steward(district_id: UUID, **claims: object) -> str:
    roles = [("executive_leader", None)]
    return token(district_id, ["audit:read", "directory:read"], person_id=new_id(), roles=roles, **claims)  # type: ignore[arg-type]


async def ticket_for(service: Service, bearer: str, path: str = EXPORT) -> str:
    reply = await service.caller(bearer).post("/v1/tickets", json={"paths": [path]})
    assert reply.status_code == 201, reply.text
    return str(reply.json()["items"][0]["url"])


async def test_an_address_opens_without_a_header_and_for_nothing_else(partners: Service, district_id: UUID) -> None:
    url = await ticket_for(partners, steward(district_id), f"{EXPORT}?after_position=0")
    _, _, ticket = url.partition("ticket=")
    nobody = partners.caller()
    assert (await nobody.get(url)).status_code == 200
    assert (await nobody.get(f"{EXPORT}?ticket={ticket}&after_position=0")).status_code == 200

    for other in (
        f"{EXPORT}?after_position=1&ticket={ticket}",
        f"{EXPORT}?ticket={ticket}",
        f"{EXPORT}?after_position=0&x=y&ticket={ticket}",
        f"/v1/students/{new_id()}/disclosures/export?ticket={ticket}",
        f"{url}x",
        f"{url}&ticket={ticket}",
        f"{EXPORT}?after_position=0&ticket=",
        f"{EXPORT}?after_position=0&ticket={'A' * 9000}",
    ):
        reply = await nobody.get(other)
        assert_refused(reply, 401, "ticket_invalid")
        assert reply.headers["www-authenticate"] == "Bearer"
    assert_refused(await nobody.get(f"/v1/audit-entries?ticket={ticket}"), 401, "token_missing")
    assert_refused(await nobody.post(url), 405, "method_not_allowed")
    assert_refused(await nobody.post(f"/v1/tickets?ticket={ticket}", json={"paths": [EXPORT]}), 401, "token_missing")


async def test_a_ticket_counts_and_no_token_beside_it(partners: Service, district_id: UUID) -> None:
    url = await ticket_for(partners, steward(district_id))
    other = partners.machine(new_id())
    assert (await other.get(url)).content == (await partners.caller().get(url)).content[
        : len((await other.get(url)).content)
    ]
    assert_refused(await other.get(f"{EXPORT}?ticket=no"), 401, "ticket_invalid")


async def test_no_bit_of_a_ticket_can_be_changed_and_none_shows_its_token(partners: Service, district_id: UUID) -> None:
    bearer = steward(district_id)
    url = await ticket_for(partners, bearer)
    path, _, ticket = url.partition("ticket=")
    raw = bytearray(base64.urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4)))
    for place in range(0, len(raw), 7):
        raw[place] ^= 1
        forged = base64.urlsafe_b64encode(bytes(raw)).decode().rstrip("=")
        assert_refused(await partners.caller().get(f"{path}ticket={forged}"), 401, "ticket_invalid")
        raw[place] ^= 1
    assert not any(part in ticket for part in bearer.split("."))
    assert str(district_id).encode() not in bytes(raw)


async def test_a_service_opens_no_ticket_of_another(partners: Service, assessment: Service, district_id: UUID) -> None:
    url = await ticket_for(partners, steward(district_id))
    assert (await partners.caller().get(url)).status_code == 200
    assert_refused(await assessment.caller().get(url), 401, "ticket_invalid")


async def test_it_ends_after_five_minutes_or_with_the_token(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = partners.caller(steward(district_id))
    made = (await caller.post("/v1/tickets", json={"paths": [EXPORT]})).json()
    soon = partners.caller(steward(district_id, lifetime=timedelta(minutes=2)))
    shorter = (await soon.post("/v1/tickets", json={"paths": [EXPORT]})).json()
    ends, sooner = (datetime.fromisoformat(one["expires_at"]) for one in (made, shorter))
    assert timedelta(seconds=100) < ends - sooner < timedelta(seconds=200)

    url = made["items"][0]["url"]
    assert (await partners.caller().get(url)).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: ends - timedelta(seconds=2))
    assert (await partners.caller().get(url)).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: ends)
    refused = await partners.caller().get(url, headers={"Accept-Language": "es"})
    assert_refused(refused, 401, "ticket_expired")
    assert refused.json()["title"] == "El pase ya no es válido"


A_TAB = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("language", "title", "advice"),
    [
        ("en", "The ticket&#x27;s time is over", "Go back to the page you came from"),
        ("es", "El pase ya no es válido", "Vuelva a la página de la que vino"),
    ],
)
async def test_a_tab_is_shown_a_page_once_its_time_is_over(
    partners: Service, district_id: UUID, monkeypatch: pytest.MonkeyPatch, language: str, title: str, advice: str
) -> None:
    url = await ticket_for(partners, steward(district_id))
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    reply = await partners.caller().get(url, headers={**A_TAB, "Accept-Language": language})
    assert (reply.status_code, reply.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert f"<h1>{title}</h1>" in reply.text
    assert advice in reply.text
    assert f'<html lang="{language}">' in reply.text
    assert "<script" not in reply.text
    assert reply.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert reply.headers["vary"] == "Accept, Accept-Language"
    assert (reply.headers["content-language"], reply.headers["cache-control"]) == (language, "no-store")
    # A picture, and whoever takes no page, has the problem as ever.
    assert_refused(await partners.caller().get(url, headers={"Accept": "image/avif,image/*"}), 401, "ticket_expired")


async def test_a_tab_is_shown_a_page_whatever_else_is_refused(partners: Service, district_id: UUID) -> None:
    invalid = await partners.caller().get(f"{EXPORT}?ticket=no", headers=A_TAB)
    teacher = token(district_id, ["audit:read"], person_id=new_id(), roles=[("teacher", new_id())])
    theirs = await partners.caller().get(await ticket_for(partners, teacher), headers=A_TAB)
    for reply, status, code in ((invalid, 401, "ticket_invalid"), (theirs, 403, "not_permitted")):
        assert (reply.status_code, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert code in reply.text
        assert reply.headers["x-correlation-id"] in reply.text
    # Without a ticket it is no page of ours that fails, but a call.
    assert_refused(await partners.caller().get(EXPORT, headers=A_TAB), 401, "token_missing")


async def test_it_ends_with_its_makers_access(partners: Service, scheduling: Service, district_id: UUID) -> None:
    person = new_id()
    bearer = token(district_id, ["audit:read"], person_id=person, roles=[("executive_leader", None)])
    url = await ticket_for(scheduling, bearer)
    assert (await scheduling.caller().get(url)).status_code == 200
    ended = {"holder": "person", "holder_id": str(person), "ended_at": clock.now(), "reason": "test"}
    await scheduling.receive(district_id, ("partners.access.ended.v1", ended))
    scheduling.app.state.verifier.ended._read_at = float("-inf")
    assert_refused(await scheduling.caller().get(url), 401, "token_invalid")


async def test_whose_roles_do_not_let_them_in_is_let_in_by_no_ticket(partners: Service, district_id: UUID) -> None:
    teacher = token(district_id, ["audit:read"], person_id=new_id(), roles=[("teacher", new_id())])
    url = await ticket_for(partners, teacher)
    assert_refused(await partners.caller().get(url), 403, "not_permitted")


async def test_a_client_bound_to_networks_reads_from_them_alone(partners: Service, district_id: UUID) -> None:
    bound = steward(district_id, networks=["203.0.113.0/24"])
    assert_refused(await partners.caller(bound).post("/v1/tickets", json={"paths": [EXPORT]}), 403, "address_refused")


@pytest.mark.parametrize("path", ["/v1/schools", "/v1/me", "/livez", "/docs", "/v1/nothing", f"{EXPORT}?ticket=x"])
async def test_only_files_pictures_and_pages_have_tickets(partners: Service, district_id: UUID, path: str) -> None:
    reply = await partners.caller(steward(district_id)).post("/v1/tickets", json={"paths": [EXPORT, path]})
    assert_refused(reply, 422, "no_download")
    assert [entry["pointer"] for entry in reply.json()["errors"]] == ["/paths/1"]


@pytest.mark.parametrize("paths", [[], [EXPORT] * 101, ["v1/x"], ["https://elsewhere.example/v1/x"], ["/v1/x y"]])
async def test_what_is_no_path_is_refused(partners: Service, district_id: UUID, paths: list[str]) -> None:
    assert_refused(
        await partners.caller(steward(district_id)).post("/v1/tickets", json={"paths": paths}), 422, "invalid"
    )


async def test_no_reply_with_a_ticket_is_kept(partners: Service, district_id: UUID) -> None:
    reply = await partners.caller(steward(district_id)).post(
        "/v1/tickets", json={"paths": [EXPORT]}, headers={"Idempotency-Key": "once"}
    )
    assert_refused(reply, 400, "idempotency_key_refused")


@pytest.fixture
def bare(partners: Service) -> Iterator[Service]:
    """Partners without a secret; what the application keeps lies in no attribute that pytest could put back."""
    partners.app.state.settings = partners.settings.model_copy(update={"secret_key": ""})
    yield partners
    partners.app.state.settings = partners.settings


async def test_without_a_secret_there_are_none(bare: Service, district_id: UUID) -> None:
    made = await bare.caller(steward(district_id)).post("/v1/tickets", json={"paths": [EXPORT]})
    assert_refused(made, 503, "tickets_unavailable")
    assert_refused(await bare.caller().get(f"{EXPORT}?ticket=any"), 401, "ticket_invalid")


def test_a_seal_holds_for_its_key_and_address() -> None:
    ends = datetime(2026, 12, 1, 8, tzinfo=UTC)
    bearer = token(new_id(), ["audit:read"])
    ours = key_of("secret", "partners")
    assert unseal(ours, "/a?", seal(ours, "/a?", bearer, ends)) == (bearer, ends)
    for key, address in ((ours, "/b?"), (key_of("secret", "scheduling"), "/a?"), (key_of("other", "partners"), "/a?")):
        with pytest.raises(Unopened):
            unseal(key, address, seal(ours, "/a?", bearer, ends))
