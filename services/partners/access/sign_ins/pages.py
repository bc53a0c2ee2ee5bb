"""The small pages people see on the way: which provider, that they are signed out, and why it went no further."""

from collections.abc import Iterable, Mapping
from html import escape

from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import Scope

from services.partners.access.tokens.forms import Refused
from shared.errors import Refusal, TooManyCalls
from shared.web.handlers import as_problem

#: Where machines ask, and are refused in the words of RFC 6749.
MACHINES = ("/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/backchannel-logout/")
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 32rem; margin: 3rem auto; padding: 0 1rem;">
<main><h1 style="font-size: 1.25rem;">{title}</h1>{body}</main>
</body>
</html>
"""


def choice(ways: Iterable[tuple[str, str]]) -> Response:
    """Asks where to sign in: (name of the provider, address)."""
    links = "".join(f'<li><a href="{escape(address)}">{escape(name)}</a></li>' for name, address in ways)
    return _page("Where do you sign in?", f"<ul>{links}</ul>")


def signed_out() -> Response:
    """Says that it is done."""
    return _page("Signed out", "<p>You can close this page.</p>")


def refused(scope: Scope, refusal: Refusal) -> Response:
    """A refusal below `/oauth/`: a page for whoever comes by browser, else a problem document or OAuth's own words."""
    if "text/html" in Headers(scope=scope).get("accept", ""):
        said = " ".join(part for part in (f"{refusal.title}.", refusal.detail) if part)
        quote = f"If it happens again, quote <code>{escape(scope['correlation_id'])}</code> to whoever helps you."
        body = f"<p>{escape(said)}</p><p>{quote} <small>({escape(refusal.code)})</small></p>"
        return _page("This went no further", body, refusal.status, refusal.headers)
    if isinstance(refusal, TooManyCalls) and scope["path"].startswith(MACHINES):
        return Refused("slow_down", refusal.detail, 429, retry_after=int(refusal.headers["Retry-After"])).reply()
    return as_problem(scope, refusal)


def _page(title: str, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    said = PAGE.format(title=title, body=body)
    return Response(said, status, {**HEADERS, **(headers or {})}, media_type="text/html; charset=utf-8")
