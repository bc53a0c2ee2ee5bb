"""What a rule says of a fact: which version holds, whether it is met, why in words, and what is wrong with a content. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from services.scheduling.planning.evidence_types import rules as conditions
from services.scheduling.planning.evidence_types.catalogue import MARKS, fields_of, in_district, names_of, provers_of
from services.scheduling.work.work_rules.tables import Mode, WorkRuleVersionRow
from shared.directory.wording import AT, ROLES
from shared.saying import say_day
from shared.texts.words import Words

LANGUAGES = ("en", "es")
RULE = {
    "en": "rule “{title}”, version {number}: {said} on {day}",
    "es": "regla «{title}», versión {number}: {said} el {day}",
}


def kind_of(event_type: str) -> str:
    """The catalogue's type for one a rule names, which may be a former one."""
    return next(name for name in names_of(event_type) if name in MARKS)


def in_force(versions: Iterable[WorkRuleVersionRow], day: date) -> WorkRuleVersionRow | None:
    """The version that holds for facts of a day: of those that began by then the newest."""
    begun = [version for version in versions if version.from_on <= day]
    return max(begun, key=lambda version: version.number, default=None)


def is_met(content: Mapping[str, Any], data: Mapping[str, Any] | None) -> bool:
    """Does a fact make work by this content? One that was withdrawn makes none."""
    return data is not None and conditions.meets(content["when"]["conditions"], data)


def proof_kind(content: Mapping[str, Any]) -> str | None:
    """The type of fact that closes what the rule makes, if one does."""
    done_when = content["done_when"]
    return kind_of(done_when["event_type"]) if done_when["kind"] == "event" else None


def is_proved(content: Mapping[str, Any], data: Mapping[str, Any] | None) -> bool:
    """Does a fact of that type close it?"""
    return data is not None and conditions.meets(content["done_when"]["conditions"], data)


def because(
    kind: str, data: Mapping[str, Any], day: date, school: str | None, title: str, number: int
) -> dict[str, str]:
    """Why a rule made work, in each language: which rule, and what happened."""
    found = {}
    for language in LANGUAGES:
        words = {name: _word(name, value, language) for name, value in data.items()}
        place = AT[language].format(school) if school else ""
        said = MARKS[kind]["said"][language].format_map(defaultdict(lambda: "–", words, place=place))
        found[language] = RULE[language].format(title=title, number=number, said=said, day=say_day(day, language))
    return found


def may_score_low(content: Mapping[str, Any]) -> bool:
    """Could a score under a threshold make this work? Only a condition that the threshold was met keeps it out."""
    if not MARKS[kind_of(content["when"]["event_type"])]["is_score"]:
        return False
    met = {"field": "met_threshold", "op": "equals", "value": True}
    return met not in [dict(one) for one in content["when"]["conditions"]]


def unprovable(content: Mapping[str, Any]) -> list[str]:
    """Pointers to events of the content that prove nothing."""
    named = [("/content/when/event_type", content["when"]["event_type"])]
    if content["done_when"]["kind"] == "event":
        named.append(("/content/done_when/event_type", content["done_when"]["event_type"]))
    return [pointer for pointer, type_ in named if fields_of(type_) is None]


def never_met(content: Mapping[str, Any], roles: Collection[str]) -> list[tuple[str, Words]]:
    """Conditions that no event of a district with these roles could meet, each with its pointer and why."""
    found = []
    for name in ("when", "done_when"):
        asked = content[name]
        if "event_type" in asked:
            faults = conditions.faults(asked["conditions"], in_district(fields_of(asked["event_type"]) or {}, roles))
            found += [(f"/content/{name}/conditions/{place}", why) for place, why in faults]
    return found


def unfit(content: Mapping[str, Any]) -> list[tuple[str, Words]]:
    """What is asked of the event that it does not tell, each with its pointer and why."""
    found = []
    mark = MARKS[kind_of(content["when"]["event_type"])]
    if content["asked_of"]["kind"] == "person_of_fact" and mark["person"] is None:
        found.append(("/content/asked_of/kind", Words("the event is of nobody", es="el evento no es de nadie")))
    if content["mode"] == Mode.TASK and may_score_low(content):
        found.append(("/content/mode", Words("a low score only proposes", es="una puntuación baja solo propone")))
    return found


def warnings(content: Mapping[str, Any], profiles: Mapping[str, str]) -> list[str]:
    """What whoever activates the rule should know; `profiles` are those the district's roles stand on."""
    done_when, asked_of = content["done_when"], content["asked_of"]
    if done_when["kind"] != "event" or asked_of["kind"] != "role":
        return []
    may = provers_of(done_when["event_type"])
    return ["owner_may_not"] if may and profiles.get(asked_of["role"]) not in may else []


def owners(
    content: Mapping[str, Any],
    school_id: UUID | None,
    staff_id: UUID | None,
    held: Sequence[tuple[str, UUID | None, UUID]],
) -> list[UUID | None]:
    """Who would own the tasks of one cause, one entry a task: `held` are roles held, the longest first."""
    asked_of = content["asked_of"]
    if asked_of["kind"] != "role":
        person = UUID(asked_of["person_id"]) if asked_of["kind"] == "person" else staff_id
        return [person]
    there = list(dict.fromkeys(who for role, at, who in held if role == asked_of["role"] and at == school_id))
    if asked_of["owned_by"] == "each":
        return list(there)
    if asked_of["owned_by"] == "any":
        return [None]
    of_district = [who for role, at, who in held if role == asked_of["role"] and at is None]
    return [next(iter([*there, *of_district]), None)]


def _word(name: str, value: Any, language: str) -> Any:
    if value is None:
        return "–"
    if name == "role":
        return ROLES[language].get(value, str(value).replace("_", " "))
    return round(value) if isinstance(value, float) else value
