"""Claims → roles: what a district's rules make of what an identity provider says about somebody.

Whatever a rule cannot read grants nothing, and says so.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal
from uuid import UUID

from services.partners.access.claim_rules.claims import MISSING, SHOWN, Claims, Met, Unmet, claim, left_out

#: The fact that is no claim: the names of the groups SCIM put somebody in.
SCIM_GROUPS = "scim_groups"


class Operator(StrEnum):
    """How a claim is compared with a condition's values."""

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

    def named(self, key: str, names: Container[str]) -> list[UUID]:
        """The schools that one of the names is the code or the source id of."""
        return [school.id for school in self.all if getattr(school, key) in names]


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


def granted(rules: Iterable[Rule], facts: Mapping[str, Any], schools: Schools) -> list[Granted]:
    """The roles these facts bring, each role at each school once, because of the first rule that grants it."""
    found: dict[tuple[str, UUID | None], Granted] = {}
    for grant in explained(rules, facts, schools).granted:
        found.setdefault((grant.role, grant.school_id), grant)
    return list(found.values())


def explained(rules: Iterable[Rule], facts: Mapping[str, Any], schools: Schools) -> Explanation:
    """What each rule grants, in their order, or why it does not."""
    found, claims = Explanation(warnings=warnings_of(facts)), Claims(facts)
    for rule in rules:
        try:
            met = [(condition, _met(condition, claims)) for condition in rule.when]
            because = " and ".join(_said(condition, values) for condition, values in met)
            for school_id in _schools(rule.place, met, claims, schools):
                found.granted.append(Granted(rule.role, school_id, rule.id, because))
        except Unmet as unmet:
            found.not_held.append(NotHeld(rule.id, unmet.reason, unmet.detail))
    return found


def may_hold(rule: Rule, groups: Sequence[str], schools: Schools, school_id: UUID | None) -> bool:
    """Could the rule still grant its role there, as far as the SCIM groups say? What it asks of other claims is taken as met."""
    claims = Claims({SCIM_GROUPS: list(groups)})
    try:
        met = [(condition, _met(condition, claims)) for condition in rule.when if condition.claim == SCIM_GROUPS]
        if len(met) == len(rule.when) and rule.place.claim in ("", SCIM_GROUPS):
            return school_id in _schools(rule.place, met, claims, schools)
    except Unmet:
        return False
    return True


def warnings_of(facts: Mapping[str, Any]) -> list[Warned]:
    """What is known to be wrong with claims of this shape."""
    if left_out(facts, "groups"):
        detail = (
            "use app roles: the provider left out the groups because there are too many, and no group grants a role"
        )
        return [Warned("groups_overage", detail)]
    return []


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


def _met(condition: Condition, claims: Claims) -> Met | None:
    """The values of the claim that meet the condition; none where it only has to be there."""
    if left_out(claims.facts, "groups") and condition.claim.partition(".")[0] == "groups":
        raise Unmet("groups_overage", "the provider left out the groups: use app roles")
    found = claim(claims.facts, condition.claim)
    if found is MISSING or found is None or found in ("", [], {}):
        raise Unmet("claim_missing", f"there is no {condition.claim}")
    if condition.operator is Operator.PRESENT:
        return None
    sent = claims.texts(condition.claim, single=condition.operator in (Operator.EQUALS, Operator.ONE_OF))
    index = sent.exact if condition.case_sensitive else sent.folded
    by_prefix = condition.operator is Operator.MATCHES_PREFIX
    met = index.beginning(condition.values) if by_prefix else index.equal(condition.values)
    if not met:
        raise Unmet("no_match", f"{condition.claim} is not what the rule wants")
    return met


def _schools(
    place: Place, met: list[tuple[Condition, Met | None]], claims: Claims, schools: Schools
) -> list[UUID | None]:
    """Where the role is granted: never nowhere, that is unmet."""
    ids: list[UUID]
    match place.kind:
        case "district":
            return [None]
        case "roster":
            ids = sorted(schools.of_roster)
            missing = Unmet("not_in_roster", "the roster lists the person at no school")
        case "school":
            ids = [school.id for school in schools.all if school.id == place.school_id]
            missing = Unmet("no_such_school", "the rule's school is closed or gone")
        case "claim":
            sent = claim(claims.facts, place.claim)
            if sent is MISSING or sent is None:
                raise Unmet("claim_missing", f"there is no {place.claim}")
            ids = schools.named(place.key, claims.texts(place.claim).exact.places)
            missing = Unmet("no_such_school", f"no school's {place.key} is in {place.claim}")
        case "value":
            ids = [school.id for school in schools.all if _is_captured(place, getattr(school, place.key), met)]
            missing = Unmet("no_such_school", f"no value that was met names a school by its {place.key}")
    if not ids:
        raise missing
    return list(ids)


def _is_captured(place: Place, name: str | None, met: list[tuple[Condition, Met | None]]) -> bool:
    return name is not None and any(values and values.holds(place.before, name, place.after) for _, values in met)


def _said(condition: Condition, met: Met | None) -> str:
    values = met.shown if met else []
    shown = ", ".join(values[: SHOWN - 1]) + (" …" if len(values) == SHOWN else "")
    return f"{condition.claim} {condition.operator} {shown}".strip()
