"""The small pages people see on the way, in their browser's language: which provider, that they are signed out, and why it
went no further.
"""

from collections.abc import Iterable, Mapping
from html import escape

from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import Scope

from services.partners.access.tokens.forms import Refused
from shared.errors import Refusal, TooManyCalls
from shared.texts.languages import reader
from shared.texts.refusing import told
from shared.texts.words import Words, in_language
from shared.web.handlers import as_problem

#: Where machines ask, and are refused in the words of RFC 6749.
MACHINES = ("/oauth/token", "/oauth/revoke", "/oauth/introspect", "/oauth/backchannel-logout/")
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}
WHERE = Words("Where do you sign in?", es="¿Dónde inicia sesión?")
SIGNED_OUT, CLOSE = (
    Words("Signed out", es="Sesión cerrada"),
    Words("You can close this page.", es="Puede cerrar esta página."),
)
NO_FURTHER = Words("This went no further", es="No se pudo continuar")
QUOTE = Words(
    "If it happens again, quote {number} to whoever helps you.",
    es="Si vuelve a ocurrir, indique {number} a quien le ayude.",
)
PAGE = """<!doctype html>
<html lang="{language}">
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
    return _page(WHERE, f"<ul>{links}</ul>")


def signed_out() -> Response:
    """Says that it is done."""
    return _page(SIGNED_OUT, f"<p>{_said(CLOSE)}</p>")


def refused(scope: Scope, refusal: Refusal) -> Response:
    """A refusal below `/oauth/`: a page for whoever comes by browser, else a problem document or OAuth's own words."""
    if "text/html" in Headers(scope=scope).get("accept", ""):
        why = told(refusal, reader())
        quote = _said(QUOTE).format(number=f"<code>{escape(scope['correlation_id'])}</code>")
        body = f"<p>{escape(why.title)}. {escape(why.detail)}</p><p>{quote} <small>({escape(refusal.code)})</small></p>"
        return _page(NO_FURTHER, body, refusal.status, refusal.headers)
    if isinstance(refusal, TooManyCalls) and scope["path"].startswith(MACHINES):
        return Refused("slow_down", refusal.detail, 429, retry_after=int(refusal.headers["Retry-After"])).reply()
    return as_problem(scope, refusal)


def _said(words: Words) -> str:
    return in_language(words, reader()) or words


def _page(title: Words, body: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    page = PAGE.format(language=reader(), title=_said(title), body=body)
    sent = {**HEADERS, "Vary": "Accept-Language", **(headers or {})}
    return Response(page, status, sent, media_type="text/html; charset=utf-8")
