"""Claims → roles: what a district's rules make of what an identity provider says about somebody.

Claims come from outside: none of them is trusted to be there, to be short, or to have the shape it should have. Whatever a rule
cannot read grants nothing, and says so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

#: Longer texts and lists are not read.
LONGEST_TEXT = 1_000
MOST_MEMBERS = 10_000
#: As deep as a path goes into claims.
DEEPEST = 8
MISSING = object()
#: The fact that is no claim: the names of the groups SCIM put somebody in.
SCIM_GROUPS = "scim_groups"


class Operator(StrEnum):
    """How a claim is held against a condition's values."""

    EQUALS = "equals"
    ONE_OF = "one_of"
    CONTAINS = "contains"
    MATCHES_PREFIX = "matches_prefix"
    PRESENT = "present"


#: Those that name the very value: what may grant a role that reaches far.
NAMING = frozenset({Operator.EQUALS, Operator.ONE_OF, Operator.CONTAINS})
PLACEHOLDERS = {"{school.local_code}": "local_code", "{school.source_id}": "source_id"}
Key = Literal["local_code", "source_id"]


@dataclass(frozen=True)
class Condition:
    """One thing that must hold of a claim; `claim` is its name, or a path of names joined by dots."""

    claim: str
    operator: Operator
    values: tuple[str, ...] = ()
    case_sensitive: bool = True


@dataclass(frozen=True)
class Place:
    """Where a rule grants its role: `district`, a `school`, the schools a `claim` or a matched `value` names, the `roster`'s."""

    kind: Literal["district", "school", "claim", "value", "roster"]
    school_id: UUID | None = None
    claim: str = ""
    key: str = "local_code"
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Rule:
    """When all conditions hold, the role is granted at the place."""

    id: UUID
    role: str
    place: Place
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class School:
    """A school as claims may name it."""

    id: UUID
    local_code: str
    source_id: str | None


@dataclass(frozen=True)
class Schools:
    """The district's schools, and those where the roster already lists the person."""

    all: Sequence[School] = ()
    of_roster: frozenset[UUID] = frozenset()

    def named(self, key: str, names: Iterable[str]) -> list[UUID]:
        """The schools that one of the names is the code or the source id of."""
        wanted = set(names)
        return [school.id for school in self.all if getattr(school, key) in wanted]


@dataclass(frozen=True)
class Granted:
    """A role a rule grants, at a school or (None) for the district, and why."""

    role: str
    school_id: UUID | None
    rule_id: UUID
    because: str


@dataclass(frozen=True)
class NotHeld:
    """A rule that granted nothing: a stable code, and what to look at."""

    rule_id: UUID
    reason: str
    detail: str


@dataclass(frozen=True)
class Warned:
    """Something about the claims themselves that district IT should mend."""

    code: str
    detail: str


@dataclass(frozen=True)
class Explanation:
    """What all the rules make of one person's claims; every rule is the reason of a grant or stands in `not_held`."""

    granted: list[Granted] = field(default_factory=list)
    not_held: list[NotHeld] = field(default_factory=list)
    warnings: list[Warned] = field(default_factory=list)


class _Unmet(Exception):
    """A condition that does not hold, or a place that names no school."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def granted(rules: Iterable[Rule], facts: Mapping[str, Any], schools: Schools) -> list[Granted]:
    """The roles these facts bring, each role at each school once, because of the first rule that grants it."""
    found: dict[tuple[str, UUID | None], Granted] = {}
    for grant in explained(rules, facts, schools).granted:
        found.setdefault((grant.role, grant.school_id), grant)
    return list(found.values())


def explained(rules: Iterable[Rule], facts: Mapping[str, Any], schools: Schools) -> Explanation:
    """What each rule grants, in their order, or why it does not."""
    found = Explanation(warnings=warnings_of(facts))
    for rule in rules:
        try:
            met = [(condition, _met(condition, facts)) for condition in rule.when]
            because = " and ".join(_said(condition, values) for condition, values in met)
            for school_id in _schools(rule.place, met, facts, schools):
                found.granted.append(Granted(rule.role, school_id, rule.id, because))
        except _Unmet as unmet:
            found.not_held.append(NotHeld(rule.id, unmet.reason, unmet.detail))
    return found


def may_hold(rule: Rule, groups: Sequence[str], schools: Schools, school_id: UUID | None) -> bool:
    """Could the rule still grant its role there, as far as the SCIM groups say? What it asks of other claims is taken as met."""
    facts = {SCIM_GROUPS: list(groups)}
    try:
        met = [(condition, _met(condition, facts)) for condition in rule.when if condition.claim == SCIM_GROUPS]
        if len(met) == len(rule.when) and rule.place.claim in ("", SCIM_GROUPS):
            return school_id in _schools(rule.place, met, facts, schools)
    except _Unmet:
        return False
    return True


def warnings_of(facts: Mapping[str, Any]) -> list[Warned]:
    """What is known to be wrong with claims of this shape."""
    if _left_out(facts, "groups"):
        detail = (
            "use app roles: the provider left out the groups because there are too many, and no group grants a role"
        )
        return [Warned("groups_overage", detail)]
    return []


def claim(facts: Any, path: str) -> Any:
    """The claim at a path, or `MISSING`. A name may itself hold dots: the longest name that is there is tried first."""
    names = path.split(".")
    return _follow(facts, names) if len(names) <= DEEPEST else _follow(facts, [path])


def template(text: str) -> Place | None:
    """A place from a text with exactly one placeholder and fixed text about it, such as `TL-Principal-{school.local_code}`."""
    for placeholder, key in PLACEHOLDERS.items():
        before, found, after = text.partition(placeholder)
        if found:
            plain = not set("{}") & set(before + after) and bool(before or after)
            return Place("value", key=key, before=before, after=after) if plain else None
    return None


def place_of(school: Any) -> Place:
    """A rule's `school` as it is kept and sent. Raises ValueError on what is none."""
    match school:
        case "district" | "roster":
            return Place(school)
        case {"school_id": school_id}:
            return Place("school", school_id=UUID(str(school_id)))
        case {"from_claim": path, "matches": key}:
            return Place("claim", claim=path, key=key)
        case {"from_value": text} if (found := template(text)) is not None:
            return found
    raise ValueError("no place")


def _follow(facts: Any, names: list[str]) -> Any:
    if not names:
        return facts
    if not isinstance(facts, Mapping):
        return MISSING
    for length in range(len(names), 0, -1):
        inner = facts.get(".".join(names[:length]), MISSING)
        if inner is not MISSING:
            found = _follow(inner, names[length:])
            if found is not MISSING:
                return found
    return MISSING


def _left_out(facts: Any, name: str) -> bool:
    """Entra ID's way of not sending a claim: it names where to ask for it (`_claim_names`), or only that there is one."""
    if not isinstance(facts, Mapping):
        return False
    elsewhere = facts.get("_claim_names")
    hinted = name == "groups" and facts.get("hasgroups") in (True, "true")
    return hinted or (isinstance(elsewhere, Mapping) and name in elsewhere)


def _met(condition: Condition, facts: Mapping[str, Any]) -> list[str]:
    """The values of the claim that meet the condition."""
    if _left_out(facts, "groups") and condition.claim.partition(".")[0] == "groups":
        raise _Unmet("groups_overage", "the provider left out the groups: use app roles")
    found = claim(facts, condition.claim)
    if found is MISSING or found is None or found in ("", [], {}):
        raise _Unmet("claim_missing", f"there is no {condition.claim}")
    if condition.operator is Operator.PRESENT:
        return []
    sent = _texts(found, condition.claim, single=condition.operator in (Operator.EQUALS, Operator.ONE_OF))
    fold = str if condition.case_sensitive else str.casefold
    wanted = tuple(fold(value) for value in condition.values)
    if condition.operator is Operator.MATCHES_PREFIX:
        meeting = [text for text in sent if fold(text).startswith(wanted)]
    else:
        meeting = [text for text in sent if fold(text) in wanted]
    if not meeting:
        raise _Unmet("no_match", f"{condition.claim} is not what the rule wants")
    return meeting


def _texts(found: Any, name: str, *, single: bool = False) -> list[str]:
    """A claim's values as texts; a member that is no text, number or truth is passed over. An object's are its names."""
    if not isinstance(found, list | dict):
        text = _text(found)
        if text is None:
            raise _Unmet("claim_odd", f"{name} is not of a shape that can be compared")
        return [text]
    if single:
        raise _Unmet("claim_odd", f"{name} has several values: use contains")
    if len(found) > MOST_MEMBERS:
        raise _Unmet("claim_oversized", f"{name} has more than {MOST_MEMBERS} values")
    return [text for member in found if (text := _text(member)) is not None]


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 2**64 else None
    # JSON can hold half a character; such a text could not even be told.
    return value if isinstance(value, str) and len(value) <= LONGEST_TEXT and _is_whole(value) else None


def _is_whole(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _schools(
    place: Place, met: list[tuple[Condition, list[str]]], facts: Mapping[str, Any], schools: Schools
) -> list[UUID | None]:
    """Where the role is granted: never nowhere, that is unmet."""
    ids: list[UUID]
    match place.kind:
        case "district":
            return [None]
        case "roster":
            ids = sorted(schools.of_roster)
            missing = _Unmet("not_in_roster", "the roster lists the person at no school")
        case "school":
            ids = [school.id for school in schools.all if school.id == place.school_id]
            missing = _Unmet("no_such_school", "the rule's school is closed or gone")
        case "claim":
            sent = claim(facts, place.claim)
            if sent is MISSING or sent is None:
                raise _Unmet("claim_missing", f"there is no {place.claim}")
            ids = schools.named(place.key, _texts(sent, place.claim))
            missing = _Unmet("no_such_school", f"no school's {place.key} is in {place.claim}")
        case "value":
            ids = schools.named(place.key, _captured(place, met))
            missing = _Unmet("no_such_school", f"no value that was met names a school by its {place.key}")
    if not ids:
        raise missing
    return list(ids)


def _captured(place: Place, met: list[tuple[Condition, list[str]]]) -> list[str]:
    found = []
    for condition, values in met:
        fold = str if condition.case_sensitive else str.casefold
        for value in values:
            ends = len(value) - len(place.after)
            fits = ends > len(place.before) and fold(value[: len(place.before)]) == fold(place.before)
            if fits and fold(value[ends:]) == fold(place.after):
                found.append(value[len(place.before) : ends])
    return found


def _said(condition: Condition, values: list[str]) -> str:
    shown = ", ".join(values[:3]) + (" …" if len(values) > 3 else "")
    return f"{condition.claim} {condition.operator} {shown}".strip()
