"""`/docs`: works without another host and under a policy that lets nothing else in."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from shared.testing.calls import Service, served
from shared.testing.servers import SERVICES
from tests.browsing.looking import look, needs_chromium

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("name", SERVICES)
async def test_the_page_loads_its_own_files_and_nothing_else(service_of: Callable[[str], Service], name: str) -> None:
    caller = service_of(name).caller()
    page = await caller.get("/docs")
    assert page.headers["content-security-policy"] == POLICY
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|style=|https?:", page.text)
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded == ["docs/favicon.png", "docs/swagger-ui.css", "docs/swagger-ui.js", "docs/start.js"]
    kinds = [(await caller.get(f"/{path}")).headers["content-type"] for path in loaded]
    assert [kind.partition(";")[0] for kind in kinds] == ["image/png", "text/css", *["text/javascript"] * 2]


async def test_who_has_a_file_is_told_so(partners: Service) -> None:
    caller = partners.caller()
    first = await caller.get("/docs/swagger-ui.js")
    again = await caller.get("/docs/swagger-ui.js", headers={"If-None-Match": first.headers["etag"]})
    assert (first.headers["cache-control"], again.status_code) == ("public, no-cache", 304)


async def test_the_page_is_the_same_on_every_host(partners: Service) -> None:
    assert "/docs" not in (await partners.caller().get("/openapi.json")).json()["paths"]
    assert (await partners.caller().post("/docs")).status_code == 405


@needs_chromium
async def test_the_page_works_in_a_browser_without_another_host(
    service_of: Callable[[str], Service], tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        hosts = [await stack.enter_async_context(served(service_of(name))) for name in SERVICES]
        drawn = "document.querySelectorAll('.opblock-tag').length"
        pages = [{"address": f"{host}/docs", "until": drawn, "see": drawn} for host in hosts]
        seen = await asyncio.to_thread(look, tmp_path, pages)
    for host, page in zip(hosts, seen, strict=True):
        assert (page["refused"], page["errors"]) == ([], []), host
        assert page["value"] > 3
        assert [one for one in page["requests"] if not one.startswith((host, "data:"))] == []
        assert f"{host}/docs/swagger-ui.js" in page["requests"]
