"""Templates: `templates/<kind>/<language>.{subject.txt,txt,html}`. What a template lacks is a fault, not a blank."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as TemplateContext

from services.notifications.wording.templates.rules import language_for, say_count, say_given, say_place
from shared.asked_work import texts
from shared.saying import say_day

FOLDER = Path(__file__).parent / "templates"
PARTS = ("subject.txt", "txt", "html")
#: Lines of a list; how many more there are is said below it.
SHOWN = 25
# A part of a text that does not apply leaves its blank lines behind.
BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True)
class Rendered:
    """A message as a person reads it."""

    subject: str
    text: str
    html: str


@cache
def languages(kind: str) -> frozenset[str]:
    """The languages a kind is written in: those that have every part."""
    found = {path.name.partition(".")[0] for path in (FOLDER / kind).iterdir()}
    return frozenset(
        language for language in found if all((FOLDER / kind / f"{language}.{part}").exists() for part in PARTS)
    )


def choose(kind: str, person: str | None, district: str | None) -> str:
    """The language a person gets messages of this kind in."""
    return language_for(person, district, languages(kind))


def subject(kind: str, language: str, facts: Mapping[str, Any]) -> str:
    """Only the subject line; it needs no list."""
    return _one_line(_render(f"{kind}/{language}.subject.txt", language, facts, None))


def render(kind: str, language: str, facts: Mapping[str, Any], unsubscribe_url: str | None = None) -> Rendered:
    """Subject, text and HTML. With `unsubscribe_url` the bodies end with the way out, as e-mail must."""
    text, html = (_render(f"{kind}/{language}.{part}", language, facts, unsubscribe_url) for part in ("txt", "html"))
    return Rendered(subject(kind, language, facts), BLANKS.sub("\n\n", text.strip()) + "\n", html.strip() + "\n")


@pass_context
def _day(context: TemplateContext, day: str) -> str:
    return say_day(date.fromisoformat(day), context["language"])


@pass_context
def _called(context: TemplateContext, task: Mapping[str, Any]) -> str:
    said = task.get("text")
    if said and said["code"] in texts.TEXTS:
        return texts.say(said["code"], said["values"], context["language"])
    return str(task["title"] or say_given(context["language"]))


@pass_context
def _placed(context: TemplateContext, task: Mapping[str, Any]) -> str:
    return str(task["school_name"] or say_place(context["language"], is_school=task["school_id"] is not None))


def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=autoescape,  # noqa: S701  plain text is read as no markup; HTML has it on
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=_day, counted=say_count, called=_called, placed=_placed)
    return environment


TEXT = _environment(autoescape=False)
HTML = _environment(autoescape=True)


def _render(name: str, language: str, facts: Mapping[str, Any], unsubscribe_url: str | None) -> str:
    environment = HTML if name.endswith(".html") else TEXT
    return environment.get_template(name).render(
        facts=facts, language=language, unsubscribe_url=unsubscribe_url, shown=SHOWN
    )


def _one_line(text: str) -> str:
    """A header holds no line breaks, whatever a plan's title holds."""
    return " ".join(text.split())
