"""The pages behind an answer link, and those like them: plain HTML without script, for paper and screen readers too. Pure."""

import hashlib
from base64 import b64encode
from html import escape

from shared.answers.purposes import Question

STYLE = """body{font-family:sans-serif;line-height:1.5}
body{max-width:32rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}
h1{font-size:1.25rem}
button{font:inherit;padding:.75rem 1.5rem;border:2px solid #1b1b1b;border-radius:.25rem;background:#1b1b1b;color:#fff}
button:focus-visible{outline:3px solid #1f5f8b;outline-offset:3px}
@media print{button{display:none}}"""
HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><title>{title}</title>
<style>{style}</style></head>
<body><main><h1>{title}</h1>{body}</main></body>
</html>
"""
#: What is said of every link that does not open, whatever the cause.
UNKNOWN = {
    "en": (
        "This link does not work",
        "It may have been used already, or its time is over. If you work with Throughline, sign in there: what waits for you "
        "stands on your day. Else ask whoever sent it for a new one.",
    ),
    "es": (
        "Este enlace no funciona",
        "Quizá ya se usó o venció su plazo. Si trabaja con Throughline, entre allí: lo que le espera está en su día. "
        "Si no, pida uno nuevo a quien se lo envió.",
    ),
}
LATER = {
    "en": (
        "Please wait a little",
        "Too many addresses that do not work came from where you are. Try again in a minute.",
    ),
    "es": (
        "Espere un momento",
        "Desde donde está llegaron demasiadas direcciones que no funcionan. Intente en un minuto.",
    ),
}


def question(asked: Question) -> str:
    """Asks, with a button that posts to this very address."""
    button = f'<form method="post"><button type="submit">{escape(asked.button)}</button></form>'
    return page(asked.language, asked.title, f"<p>{escape(asked.text)}</p>{button}")


def done(asked: Question) -> str:
    """Says that it is done."""
    return page(asked.language, asked.title, f'<p role="status">{escape(asked.done)}</p>')


def unknown(language: str) -> str:
    """Says that the link does not open, and not why."""
    title, text = UNKNOWN[language]
    return page(language, title, f"<p>{escape(text)}</p>")


def later(language: str) -> str:
    """Says that whoever guesses has to wait."""
    title, text = LATER[language]
    return page(language, title, f"<p>{escape(text)}</p>")


def page(language: str, title: str, body: str) -> str:
    """A page with a heading; `body` is HTML."""
    return PAGE.format(language=language, title=escape(title), style=STYLE, body=body)
