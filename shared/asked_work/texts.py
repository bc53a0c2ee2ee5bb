"""The catalogue of what people are asked to do: a code, typed values, and its sentence in each language.

No value is of a student, and none is free text: nothing but these sentences is a title of such work. Staff and schools are
told by id; whoever says a sentence has their names from its own copy of the directory.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared import teams
from shared.saying import say_day, spoken

#: Every text is written in these.
LANGUAGES = ("en", "es")
SOMEBODY = {"en": "somebody", "es": "alguien"}
SOME_SCHOOL = {"en": "a school", "es": "una escuela"}


class Kind(StrEnum):
    """What a value may be: a count (0 or more), a day (2026-12-04), or the id of somebody of the staff or of a school."""

    COUNT = "count"
    DAY = "day"
    STAFF = "staff"
    SCHOOL = "school"


@dataclass(frozen=True)
class Words:
    """A value that is one of these codes, with what each is called in every language."""

    by_code: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Text:
    """A sentence with values in it, by language; of two forms the first is said where the value `count` is 1."""

    values: Mapping[str, Kind | Words]
    sentences: Mapping[str, tuple[str, ...]]


RECORDS = Words({"roster": {"en": "student records", "es": "los expedientes de estudiantes"}})

TEAMS = Words(teams.KINDS)
#: What leads to a role that reaches far, by the call that asked for it.
GRANTS = Words(
    {
        "assign_role": {"en": "a far-reaching role", "es": "un rol de gran alcance"},
        "end_role": {"en": "a longer time in a far-reaching role", "es": "más tiempo en un rol de gran alcance"},
        "link_identity": {
            "en": "a sign-in identity with a far-reaching role",
            "es": "una identidad de inicio de sesión con un rol de gran alcance",
        },
        "create_claim_rule": {
            "en": "a new sign-in rule that brings a far-reaching role",
            "es": "una nueva regla de inicio de sesión que da un rol de gran alcance",
        },
        "change_claim_rule": {
            "en": "a changed sign-in rule that brings a far-reaching role",
            "es": "un cambio de una regla de inicio de sesión que da un rol de gran alcance",
        },
        "set_roster_roles": {
            "en": "that the roster may bring a far-reaching role",
            "es": "que el registro escolar pueda dar un rol de gran alcance",
        },
        "change_role": {
            "en": "another profile, which reaches far, for a role",
            "es": "otro perfil, de gran alcance, para un rol",
        },
    }
)

TEXTS: Mapping[str, Text] = {
    "emergency_access.review": Text(
        {"staff": Kind.STAFF, "day": Kind.DAY, "records": RECORDS},
        {
            "en": ("Review the emergency access of {staff} to {records} on {day}",),
            "es": ("Revise el acceso de emergencia de {staff} a {records} del {day}",),
        },
    ),
    "grant.confirm": Text(
        {"day": Kind.DAY},
        {
            "en": ("Confirm or refuse the far-reaching role somebody asked for on {day}",),
            "es": ("Confirme o rechace el rol de gran alcance que alguien pidió el {day}",),
        },
    ),
    "grant.confirm_for": Text(
        {"day": Kind.DAY, "staff": Kind.STAFF, "grant": GRANTS},
        {
            "en": ("Confirm or refuse {grant} for {staff}, asked for on {day}",),
            "es": ("Confirme o rechace {grant} para {staff}, según se pidió el {day}",),
        },
    ),
    "grant.confirm_of": Text(
        {"day": Kind.DAY, "grant": GRANTS},
        {
            "en": ("Confirm or refuse {grant}, asked for on {day}",),
            "es": ("Confirme o rechace {grant}, según se pidió el {day}",),
        },
    ),
    "relationship.be_in_touch": Text(
        {},
        {
            "en": ("Be in touch: a relationship you keep has gone quiet",),
            "es": ("Comuníquese: una relación que usted mantiene está descuidada",),
        },
    ),
    "relationship.name_owner": Text(
        {},
        {
            "en": ("Name somebody to keep a relationship that nobody keeps",),
            "es": ("Nombre a quien mantenga una relación que nadie mantiene",),
        },
    ),
    "team.name_leader": Text(
        {"kind": TEAMS},
        {"en": ("Name who leads {kind}",), "es": ("Nombre quién dirige {kind}",)},
    ),
    "work.proposed": Text(
        {"school": Kind.SCHOOL, "day": Kind.DAY},
        {
            "en": ("Accept or decline the work a rule proposes for {school} after {day}",),
            "es": ("Acepte o rechace el trabajo que una regla propone para {school} después del {day}",),
        },
    ),
    "work.proposed_for_district": Text(
        {"day": Kind.DAY},
        {
            "en": ("Accept or decline the work a rule proposes for the district after {day}",),
            "es": ("Acepte o rechace el trabajo que una regla propone para el distrito después del {day}",),
        },
    ),
    "roster_imports.held": Text(
        {"day": Kind.DAY},
        {
            "en": ("Look at the roster of {day}: it was held back, because much less would be left",),
            "es": ("Revise la lista escolar del {day}: quedó retenida porque dejaría mucho menos de lo que hay",),
        },
    ),
    "roster_imports.silent": Text(
        {"day": Kind.DAY},
        {
            "en": ("Find out why no roster has been imported since {day}",),
            "es": ("Averigüe por qué no se ha importado ninguna lista escolar desde el {day}",),
        },
    ),
    "attendance.alerts": Text(
        {"count": Kind.COUNT, "school": Kind.SCHOOL},
        {
            "en": (
                "Look at {count} student of {school} whose absences call for somebody",
                "Look at {count} students of {school} whose absences call for somebody",
            ),
            "es": (
                "Revise a {count} estudiante de {school} cuyas ausencias requieren atención",
                "Revise a {count} estudiantes de {school} cuyas ausencias requieren atención",
            ),
        },
    ),
    "attendance.proposals": Text(
        {"count": Kind.COUNT, "school": Kind.SCHOOL},
        {
            "en": (
                "Accept or decline what is proposed for {count} student of {school} by their absences",
                "Accept or decline what is proposed for {count} students of {school} by their absences",
            ),
            "es": (
                "Acepte o rechace lo que se propone para {count} estudiante de {school} por sus ausencias",
                "Acepte o rechace lo que se propone para {count} estudiantes de {school} por sus ausencias",
            ),
        },
    ),
    "attendance.proposal_accepted": Text(
        {"school": Kind.SCHOOL},
        {
            "en": ("Do what was accepted for a student of {school} by their absences",),
            "es": ("Haga lo que se aceptó para un estudiante de {school} por sus ausencias",),
        },
    ),
    "attendance.access_silent": Text(
        {"count": Kind.COUNT},
        {
            "en": (
                "Find out why {count} access to attendance is not used any more",
                "Find out why {count} accesses to attendance are not used any more",
            ),
            "es": (
                "Averigüe por qué {count} acceso a la asistencia ya no se usa",
                "Averigüe por qué {count} accesos a la asistencia ya no se usan",
            ),
        },
    ),
    "attendance.days_owed": Text(
        {"count": Kind.COUNT, "day": Kind.DAY, "school": Kind.SCHOOL},
        {
            "en": (
                "Have the attendance of {count} school day of {school} reported: {day}",
                "Have the attendance of {count} school days of {school} reported, the first of them {day}",
            ),
            "es": (
                "Haga que se informe la asistencia de {count} día escolar de {school}: {day}",
                "Haga que se informe la asistencia de {count} días escolares de {school}, el primero de ellos {day}",
            ),
        },
    ),
    "attendance.feed_stopped": Text(
        {"day": Kind.DAY},
        {
            "en": ("No school has reported attendance since {day}: have the feed looked at",),
            "es": ("Ninguna escuela ha informado la asistencia desde el {day}: haga que se revise el envío",),
        },
    ),
    "caseloads.orphaned": Text(
        {"count": Kind.COUNT, "school": Kind.SCHOOL},
        {
            "en": (
                "Find somebody at {school} for {count} student whose caseload keeper has left",
                "Find somebody at {school} for {count} students whose caseload keepers have left",
            ),
            "es": (
                "Busque en {school} quién atienda a {count} estudiante cuyo responsable ya no está",
                "Busque en {school} quién atienda a {count} estudiantes cuyos responsables ya no están",
            ),
        },
    ),
}


class UnknownText(ValueError):
    """The catalogue has no such code."""


class WrongValues(ValueError):
    """The values are not those of the text, by name or by type."""


def check(code: str, values: Mapping[str, Any]) -> None:
    """Are these the text's values, each of its type? Raises `UnknownText`, `WrongValues`."""
    kinds = _text(code).values
    if kinds.keys() != values.keys() or not all(_fits(kind, values[name]) for name, kind in kinds.items()):
        raise WrongValues(f"{code} takes {', '.join(sorted(kinds))}")


def people_and_schools(code: str | None, values: Mapping[str, Any] | None) -> Iterator[UUID]:
    """The ids whose names the sentence needs; none of no text, and none of one that is not known here."""
    text = TEXTS.get(code or "")
    for name, kind in text.values.items() if text else ():
        if kind in (Kind.STAFF, Kind.SCHOOL):
            yield UUID(str((values or {})[name]))


def named(code: str, values: Mapping[str, Any], names: Mapping[UUID, str]) -> dict[str, Any]:
    """The values with names in the place of ids; None for somebody the directory has not told of."""
    kinds = _text(code).values
    return {
        name: names.get(UUID(str(value))) if kinds[name] in (Kind.STAFF, Kind.SCHOOL) else value
        for name, value in values.items()
    }


def say(code: str, values: Mapping[str, Any], language: str) -> str:
    """The sentence in a language, or the one nearest to it, of values as `named` has them."""
    text, language = _text(code), spoken(language)
    forms = text.sentences[language]
    words = {name: _word(text.values[name], value, language) for name, value in values.items()}
    return forms[0 if values.get("count") == 1 else -1].format(**words)


def _text(code: str) -> Text:
    if code not in TEXTS:
        raise UnknownText(code)
    return TEXTS[code]


def _word(kind: Kind | Words, value: Any, language: str) -> str:
    if isinstance(kind, Words):
        return kind.by_code[value][language]
    if kind is Kind.DAY:
        return say_day(date.fromisoformat(value), language)
    if kind is Kind.COUNT:
        return f"{value:,}"
    return str(value or (SOMEBODY if kind is Kind.STAFF else SOME_SCHOOL)[language])


def _fits(kind: Kind | Words, value: Any) -> bool:
    if isinstance(kind, Words):
        return value in kind.by_code
    if kind is Kind.COUNT:
        return type(value) is int and value >= 0
    if not isinstance(value, str):
        return False
    try:
        date.fromisoformat(value) if kind is Kind.DAY else UUID(value)
    except ValueError:
        return False
    return True
