"""Templates: `templates/<kind>/<language>.{subject.txt,txt,html}`. What a template lacks is a fault, not a blank."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context as TemplateContext

from services.notifications.wording.templates.rules import (
    language_for,
    say_count,
    say_given,
    say_names,
    say_place,
)
from shared.asked_work import texts
from shared.directory.wording import Why, say_why
from shared.events.next_to_act import Because
from shared.saying import say_day, spoken

FOLDER = Path(__file__).parent / "templates"
PARTS = ("subject.txt", "txt", "html")
#: Lines of a list; how many more there are is said below it.
SHOWN = 25
# A part of a text that does not apply leaves its blank lines behind.
BLANKS = re.compile(r"\n{3,}")


#: What messages made before it was kept have not.
OLDER: Mapping[str, Any] = {
    **{"because": None, "title": "", "step": "opened", "raiser_name": None, "next_names": []},
    **{"first_tasks": [], "by_name": None, "worst": [], "best": None, "only": None},
}


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
    return _one_line(_render(f"{kind}/{language}.subject.txt", language, facts))


def because(language: str, facts: Mapping[str, Any]) -> str | None:
    """Why its reader is told, in words; None of messages made before that was kept."""
    why = facts.get("because")
    return _in_words(why, language) if why else None


@dataclass(frozen=True)
class Letterhead:
    """What an e-mail has that a message in the inbox has not: whom it greets, for whom it speaks, and the way out, as it must."""

    name: str
    district: str
    unsubscribe_url: str


@dataclass(frozen=True)
class Ways:
    """Where an e-mail leads: to what it speaks of, and to where its reader answers at once. The latter is a secret of theirs."""

    link: str | None = None
    answer: str | None = None


NOWHERE = Ways()


def render(
    kind: str, language: str, facts: Mapping[str, Any], head: Letterhead | None = None, ways: Ways = NOWHERE
) -> Rendered:
    """Subject, text and HTML; with a letterhead as e-mail, which leads somewhere."""
    text, html = (_render(f"{kind}/{language}.{part}", language, facts, head, ways) for part in ("txt", "html"))
    return Rendered(subject(kind, language, facts), BLANKS.sub("\n\n", text.strip()) + "\n", html.strip() + "\n")


@pass_context
def _day(context: TemplateContext, day: str) -> str:
    return say_day(date.fromisoformat(day), context["language"])


def title_of(task: Mapping[str, Any], language: str) -> str | None:
    """What a task is called to its reader; None of what somebody gave, which is read at the task alone."""
    said = task.get("text")
    if said and said["code"] in texts.TEXTS:
        return texts.say(said["code"], said["values"], language)
    return task.get("title")


@pass_context
def _called(context: TemplateContext, task: Mapping[str, Any]) -> str:
    return title_of(task, context["language"]) or say_given(context["language"])


@pass_context
def _reason(context: TemplateContext, task: Mapping[str, Any]) -> str:
    """Why a rule of the district made it; nothing of what no rule made."""
    made = task.get("made_because")
    return str(made[spoken(context["language"])]) if made else ""


@pass_context
def _by_name(
    context: TemplateContext, tasks: Sequence[Mapping[str, Any]]
) -> Sequence[tuple[str, list[Mapping[str, Any]]]]:
    """Tasks of one name together, as one line says them."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for task in tasks:
        found.setdefault(_called(context, task), []).append(task)
    return sorted(found.items())


@pass_context
def _placed(context: TemplateContext, task: Mapping[str, Any]) -> str:
    return str(task["school_name"] or say_place(context["language"], is_school=task["school_id"] is not None))


@pass_context
def _why(context: TemplateContext, because: Mapping[str, Any]) -> str:
    return _in_words(because, context["language"])


def _in_words(because: Mapping[str, Any], language: str) -> str:
    names = (because.get(name) for name in ("role", "school_name", "person_name", "school_days", "role_names"))
    return say_why(Why(Because(because["code"]), *names), language)


@pass_context
def _named(context: TemplateContext, names: Sequence[str]) -> str:
    return say_names(names, context["language"])


def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=autoescape,  # noqa: S701  plain text is read as no markup; HTML has it on
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=_day,
        counted=say_count,
        called=_called,
        by_name=_by_name,
        placed=_placed,
        why=_why,
        reason=_reason,
        named=_named,
    )
    return environment


TEXT = _environment(autoescape=False)
HTML = _environment(autoescape=True)


def _render(
    name: str,
    language: str,
    facts: Mapping[str, Any],
    head: Letterhead | None = None,
    ways: Ways = NOWHERE,
) -> str:
    environment = HTML if name.endswith(".html") else TEXT
    return environment.get_template(name).render(
        facts={**OLDER, **facts}, language=language, head=head, link=ways.link, answer=ways.answer, shown=SHOWN
    )


def _one_line(text: str) -> str:
    """A header holds no line breaks, whatever a plan's title holds."""
    return " ".join(text.split())
