"""Whoever comes by browser is shown a page, a program is told in its own words; and an address asks only so often."""

from collections.abc import Iterator

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from shared.web.limits import Limits

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/oauth/authorize", "application_unknown"),
        ("/oauth/callback/login.oak.example?state=x&code=y", "sign_in_unknown"),
        ("/oauth/logout?logout_hint=x", "session_unknown"),
        ("/oauth/nowhere", "no_such_route"),
    ],
)
async def test_people_are_told_in_sentences_and_what_to_quote(partners: Service, address: str, code: str) -> None:
    page = await partners.caller().get(address, headers=BROWSER)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert code in page.text
    assert page.headers["x-correlation-id"] in page.text
    told = await partners.caller().get(address)
    assert told.headers["content-type"] == "application/problem+json"
    assert (told.status_code, told.json()["code"]) == (page.status_code, code)


async def test_a_page_repeats_nothing_it_was_sent(partners: Service) -> None:
    page = await partners.caller().get(
        "/oauth/callback/login.oak.example?state=<script>x</script>&code=y", headers=BROWSER
    )
    assert "script" not in page.text


@pytest.fixture
def strict(partners: Service) -> Iterator[Service]:
    """Partners with three calls a minute for each address."""
    usual = partners.app.state.limits
    partners.app.state.limits = Limits({**usual.quotas, "address": 3})
    yield partners
    partners.app.state.limits = usual


def of(partners: Service, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=partners.app, client=(address, 1), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_an_address_begins_only_so_many_sign_ins(strict: Service) -> None:
    async with of(strict, "198.51.100.7") as flood, of(strict, "198.51.100.8") as neighbour:
        asked = f"/oauth/authorize?client_id={new_id()}"
        replies = [await flood.get(asked) for _ in range(4)]
        assert [reply.status_code for reply in replies] == [400, 400, 400, 429]
        assert replies[0].headers["ratelimit-policy"] == '"address";q=3;w=60'
        assert (replies[3].json()["code"], replies[3].headers["retry-after"]) == ("too_many_calls", "20")
        assert (await flood.get(asked, headers=BROWSER)).headers["content-type"] == "text/html; charset=utf-8"
        assert (await flood.get("/livez")).status_code == 200
        assert (await neighbour.get(asked)).status_code == 400


@pytest.mark.parametrize("path", ["/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/backchannel-logout/{}"])
async def test_a_program_is_slowed_down_in_the_words_of_oauth(strict: Service, path: str) -> None:
    async with of(strict, "198.51.100.7") as flood:
        for _ in range(3):
            assert (await flood.get("/.well-known/jwks.json")).status_code == 200
        reply = await flood.post(path.format(new_id()), data={"grant_type": "client_credentials"})
    assert (reply.status_code, reply.json()["error"], reply.headers["retry-after"]) == (429, "slow_down", "20")


async def test_a_page_speaks_its_readers_language(partners: Service) -> None:
    spanish = {**BROWSER, "Accept-Language": "es-US,en;q=0.5"}
    page = await partners.caller().get("/oauth/authorize", headers=spanish)
    assert '<html lang="es">' in page.text
    assert "No se pudo continuar" in page.text
    assert "whoever helps you" not in page.text
