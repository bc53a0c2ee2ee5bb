"""What whoever opens an address of ours in a tab reads where it lets nobody in: a small page, as behind an answer link."""

from html import escape

from fastapi import Response
from starlette.datastructures import Headers
from starlette.types import Scope

from shared.answers import pages
from shared.errors import Refusal
from shared.texts.languages import reader
from shared.texts.refusing import told
from shared.texts.words import Words, in_language
from shared.web.tickets.downloads import IN_A_TAB

QUOTE = Words(
    "If it happens again, quote {number} to whoever helps you.",
    es="Si vuelve a ocurrir, indique {number} a quien le ayude.",
)


def is_wanted(scope: Scope) -> bool:
    """Did a browser open an address with a ticket as a page of its own? A picture that fails shows nothing of a reply."""
    return IN_A_TAB in scope and "text/html" in Headers(scope=scope).get("accept", "")


def refused(scope: Scope, refusal: Refusal) -> Response:
    """The refusal in the browser's language, with what to do about it."""
    language = reader()
    why = told(refusal, language)
    quote = (in_language(QUOTE, language) or QUOTE).format(number=f"<code>{escape(scope['correlation_id'])}</code>")
    body = f'<p role="alert">{escape(why.detail)}</p><p>{quote} <small>({escape(refusal.code)})</small></p>'
    headers = {**pages.HEADERS, "Content-Language": language, "Vary": "Accept, Accept-Language", **refusal.headers}
    page = pages.page(language, why.title, body)
    return Response(page, refusal.status, headers, media_type="text/html; charset=utf-8")
