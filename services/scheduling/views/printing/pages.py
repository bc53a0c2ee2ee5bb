"""Pages for paper: plain HTML without scripts, in black on white, whose only style is our own."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from shared.texts.words import Words, in_language

FOLDER = Path(__file__).parent / "templates"
LOOKS = (FOLDER / "paper.css").read_text("utf-8")
#: The one style by its digest: nothing a plan says can bring another, or a script.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(LOOKS.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
WORDS = {
    "my_day": Words("My day", es="Mi día"),
    "asked_of_you": Words("Waiting for your word", es="Esperan su palabra"),
    "own_notes": Words("Notes of your own", es="Notas propias"),
    "nothing": Words("Nothing is due.", es="No hay nada pendiente."),
    "what": Words("What", es="Qué"),
    "to_do": Words("To do", es="Por hacer"),
    "where": Words("Where", es="Dónde"),
    "who": Words("Who", es="Quién"),
    "due": Words("Due", es="Vence"),
    "state": Words("State", es="Estado"),
    "done": Words("Done", es="Hecho"),
    "overdue": Words("Overdue", es="Vencidas"),
    "activity": Words("Activity", es="Actividad"),
    "district": Words("District", es="Distrito"),
    "each": Words("Each: {role}", es="Cada: {role}"),
    "one_of": Words("One of: {role}", es="Una persona: {role}"),
    "way": Words(
        "{measure}: from {baseline} to {target} by {day}", es="{measure}: de {baseline} a {target} hasta el {day}"
    ),
    "standing": Words(
        "{done} of {tasks} tasks done, {overdue} overdue", es="{done} de {tasks} tareas hechas, {overdue} vencidas"
    ),
    "of": Words("{done} of {tasks}", es="{done} de {tasks}"),
    "printed": Words("Throughline, {when} UTC", es="Throughline, {when} UTC"),
}


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def words_in(language: str) -> dict[str, str]:
    """The fixed words of a page."""
    return {name: in_language(said, language) or str(said) for name, said in WORDS.items()}


def page(name: str, language: str, now: datetime, facts: Mapping[str, Any]) -> Response:
    """A page as it leaves."""
    said = (
        _templates()
        .get_template(f"{name}.html")
        .render(
            **facts,
            language=language,
            words=words_in(language),
            looks=Markup(LOOKS),  # noqa: S704  ours, and named by its digest
            when=f"{now.astimezone(UTC):%Y-%m-%d %H:%M}",
        )
    )
    headers = {"Content-Security-Policy": POLICY, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(said, media_type="text/html", headers=headers)
