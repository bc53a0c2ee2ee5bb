"""The small pages people see on the way: which provider, and that they are signed out."""

from collections.abc import Iterable
from html import escape

from fastapi import Response

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


def _page(title: str, body: str) -> Response:
    return Response(PAGE.format(title=title, body=body), media_type="text/html; charset=utf-8", headers=HEADERS)
