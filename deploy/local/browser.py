"""Somebody with a browser: keeps cookies, follows redirects, fills in the one form of a page. For tests and the demonstration."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

MOST_HOPS = 20


@dataclass
class Form:
    """A page's form: where it goes and what it holds."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and self.form is None:
            self.form = Form(has.get("action", ""), has.get("method", "get").upper())
        elif tag in ("input", "button") and self.form is not None and "name" in has:
            self.form.values[has["name"]] = has.get("value", "")


class Browser:
    """One person's browser. `stop` says at which address it goes no further, such as a front end's redirect URI."""

    def __init__(self, client: httpx.AsyncClient, stop: Callable[[str], bool] = lambda _: False) -> None:
        self.client = client
        self.stop = stop
        self.address = ""
        self.form: Form | None = None

    async def open(self, address: str) -> httpx.Response | None:
        """Follow an address to a page, which is returned, or to one where `stop` holds: None, see `address`."""
        return await self._go("GET", address, None)

    async def fill_in(self, **values: str) -> httpx.Response | None:
        """Send the form of the page it is at."""
        form = self.form
        assert form is not None, "this page has no form"
        return await self._go(form.method, urljoin(self.address, form.action), {**form.values, **values})

    async def _go(self, method: str, address: str, sent: dict[str, str] | None) -> httpx.Response | None:
        for _ in range(MOST_HOPS):
            self.address, self.form = address, None
            if self.stop(address):
                return None
            reply = await self.client.request(method, address, data=sent, follow_redirects=False)
            if not reply.is_redirect:
                reader = _Reader()
                reader.feed(reply.text)
                self.form = reader.form
                return reply
            method, sent = "GET", None
            address = urljoin(address, reply.headers["location"])
        raise RuntimeError(f"more than {MOST_HOPS} redirects")
