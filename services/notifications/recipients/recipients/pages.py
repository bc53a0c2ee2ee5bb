"""The two small pages behind an unsubscribe link: the question, and the word that it is done."""

from collections.abc import Sequence
from html import escape

from services.notifications.wording.templates.kinds import Kind
from services.notifications.wording.templates.rules import language_for

WORDS = {
    "en": (
        "E-mail from Throughline",
        "Stop e-mail of this kind?",
        "Stop these e-mails",
        "Done. You will get no more e-mail of this kind; messages still reach your inbox in Throughline.",
    ),
    "es": (
        "Correo de Throughline",
        "¿Dejar de recibir correos de este tipo?",
        "Dejar de recibirlos",
        "Listo. No recibirá más correos de este tipo; los mensajes siguen llegando a su bandeja en Throughline.",
    ),
}
#: What each kind of message is called, in each language of WORDS.
NAMES = {
    Kind.PLAN_PUBLISHED: ("Published plans", "Planes publicados"),
    Kind.PLAN_ENDED: ("Plans that end", "Planes que terminan"),
    Kind.PLAN_AT_RISK: ("Plans at risk", "Planes en riesgo"),
    Kind.TASKS_CHANGED: ("Changes of your tasks", "Cambios en sus tareas"),
    Kind.TASK_REOPENED: ("Reopened tasks", "Tareas reabiertas"),
    Kind.TASKS_SHARED: ("Tasks you share", "Tareas que comparte"),
    Kind.HANDOVER: ("Work handed over", "Trabajo traspasado"),
    Kind.DELEGATION: ("Delegations", "Delegaciones"),
    Kind.BARRIER: ("Barriers", "Obstáculos"),
    Kind.MENTION: ("Mentions of you", "Menciones de usted"),
    Kind.WATCHED: ("Tasks you watch", "Tareas que sigue"),
    Kind.DIGEST: ("Daily digest", "Resumen diario"),
    Kind.WEEKLY_SUMMARY: ("Weekly summary", "Resumen semanal"),
    Kind.ESCALATION: ("Escalations", "Escalamientos"),
    Kind.ANNOUNCEMENT: ("Announcements", "Anuncios"),
    Kind.EMERGENCY_ACCESS: ("Emergency access", "Acceso de emergencia"),
    Kind.ATTENDANCE_ALERTS: ("Attendance alerts", "Alertas de asistencia"),
}
HEADERS = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'"}

PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 32rem; margin: 3rem auto; padding: 0 1rem;">
<main><h1 style="font-size: 1.25rem;">{title}</h1>{body}</main>
</body>
</html>
"""
QUESTION = """<p>{question}</p>
<ul>{kinds}</ul>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit" style="font: inherit; padding: 0.5rem 1rem;">{button}</button></form>"""


def question(kinds: Sequence[Kind], person: str | None, district: str | None) -> str:
    """Asks, naming what would stop, with a button that posts to this very address."""
    language = language_for(person, district, WORDS)
    title, asked, button, _ = WORDS[language]
    named = "".join(f"<li>{escape(NAMES[kind][list(WORDS).index(language)])}</li>" for kind in kinds)
    return _page(language, title, QUESTION.format(question=escape(asked), kinds=named, button=escape(button)))


def done(person: str | None, district: str | None) -> str:
    """Says that it is done."""
    language = language_for(person, district, WORDS)
    title, _, _, said = WORDS[language]
    return _page(language, title, f"<p>{escape(said)}</p>")


def _page(language: str, title: str, body: str) -> str:
    return PAGE.format(language=language, title=escape(title), body=body)
