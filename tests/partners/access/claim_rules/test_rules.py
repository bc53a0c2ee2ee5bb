"""What rules make of claims, whatever their shape."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.partners.access.claim_rules.claims import DEEPEST, LONGEST_TEXT, MOST_MEMBERS, claim
from services.partners.access.claim_rules.rules import (
    Condition,
    Operator,
    Place,
    Rule,
    School,
    Schools,
    explained,
    granted,
    place_of,
    template,
)

FIXTURES = Path(__file__).parent / "fixtures"
OAK, ELM = School(UUID(int=1), "0101", "SCH-0101"), School(UUID(int=2), "0102", "SCH-0102")
SCHOOLS = Schools((OAK, ELM), frozenset({ELM.id}))
DISTRICT = Place("district")


def fixture(name: str) -> dict[str, Any]:
    """Recorded claims in a provider's documented shape."""
    found: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text())
    return found


def rule(
    path: str, operator: Operator, *values: str, role: str = "teacher", place: Place = DISTRICT, exact: bool = True
) -> Rule:
    """A rule of one condition."""
    return Rule(uuid4(), role, place, (Condition(path, operator, values, exact),))


def places(rules: list[Rule], facts: Any, schools: Schools = SCHOOLS) -> list[tuple[str, UUID | None]]:
    """Which role where."""
    return [(grant.role, grant.school_id) for grant in granted(rules, facts, schools)]


def reason(one: Rule, facts: Any, schools: Schools = SCHOOLS) -> str:
    """Why a rule grants nothing."""
    (found,) = explained([one], facts, schools).not_held
    return found.reason


PROVIDERS = [
    ("entra_groups", rule("groups", Operator.CONTAINS, "93d1f8b6-4a2c-4075-9be3-1f7a5c6d8e20"), [None]),
    ("entra_groups", rule("tid", Operator.EQUALS, "1c6f0d2e-8a35-4b7e-9f21-5d0c3e7a9b44"), [None]),
    ("entra_app_roles", rule("roles", Operator.CONTAINS, "Throughline.DataManager"), [None]),
    (
        "entra_app_roles",
        rule(
            *("roles", Operator.MATCHES_PREFIX, "Throughline.Principal."),
            place=Place("value", before="Throughline.Principal."),
        ),
        [OAK.id],
    ),
    ("google", rule("hd", Operator.EQUALS, "lakeview.example.org", place=Place("roster")), [ELM.id]),
    ("clever", rule("user_type", Operator.ONE_OF, "staff", "district_admin"), [None]),
    ("clever", rule("roles", Operator.CONTAINS, "teacher"), [None]),
    ("clever", rule("roles.teacher", Operator.PRESENT), [None]),
    ("clever", rule("multi_role_user_id", Operator.PRESENT), [None]),
    (
        "classlink",
        rule("Role", Operator.EQUALS, "teacher", exact=False, place=Place("claim", claim="OrgId", key="source_id")),
        [ELM.id],
    ),
    ("classlink", rule("TenantId", Operator.EQUALS, "2771"), [None]),
    ("keycloak", rule("realm_access.roles", Operator.CONTAINS, "tl-district-coordinator"), [None]),
    ("keycloak", rule("resource_access.throughline.web.roles", Operator.CONTAINS, "reader"), [None]),
    (
        "keycloak",
        rule(
            *("groups", Operator.MATCHES_PREFIX, "/throughline/principals/"),
            place=Place("value", before="/throughline/principals/"),
        ),
        [OAK.id, ELM.id],
    ),
]


@pytest.mark.parametrize(("name", "one", "schools"), PROVIDERS)
def test_each_providers_claims_are_understood(name: str, one: Rule, schools: list[UUID | None]) -> None:
    assert places([one], fixture(name)) == [("teacher", school) for school in schools]


def test_groups_that_entra_left_out_grant_nothing_and_warn() -> None:
    one = rule("groups", Operator.PRESENT)
    for facts in (fixture("entra_overage"), {"hasgroups": True}, {**fixture("entra_overage"), "groups": ["left over"]}):
        found = explained([one], facts, SCHOOLS)
        assert (found.granted, [warning.code for warning in found.warnings]) == ([], ["groups_overage"])
        assert "use app roles" in found.warnings[0].detail
        assert found.not_held[0].reason == "groups_overage"
    app_roles = {**fixture("entra_overage"), "roles": ["Throughline.DataManager"]}
    assert places([rule("roles", Operator.CONTAINS, "Throughline.DataManager")], app_roles) == [("teacher", None)]


def test_google_sends_no_groups_and_gets_no_role_for_it() -> None:
    assert reason(rule("groups", Operator.CONTAINS, "anything"), fixture("google")) == "claim_missing"


@pytest.mark.parametrize(
    ("one", "facts", "why"),
    [
        (rule("a", Operator.EQUALS, "x"), {}, "claim_missing"),
        (rule("a", Operator.EQUALS, "x"), {"a": None}, "claim_missing"),
        (rule("a", Operator.PRESENT), {"a": []}, "claim_missing"),
        (rule("a", Operator.EQUALS, "x"), {"a": "X"}, "no_match"),
        (rule("a", Operator.EQUALS, "x"), {"a": ["x"]}, "claim_odd"),
        (rule("a", Operator.EQUALS, "x"), {"a": 1.5}, "claim_odd"),
        (rule("a", Operator.EQUALS, "1"), {"a": 10**5_000}, "claim_odd"),
        (rule("a", Operator.MATCHES_PREFIX, "x"), {"a": "x" * (LONGEST_TEXT + 1)}, "claim_odd"),
        (rule("a", Operator.MATCHES_PREFIX, "x"), {"a": "x\ud800"}, "claim_odd"),
        (rule("a", Operator.CONTAINS, "x"), {"a": ["x"] * (MOST_MEMBERS + 1)}, "claim_oversized"),
        (rule("a", Operator.CONTAINS, "x"), {"a": [["x"], None, {"x": 1}]}, "no_match"),
        (rule("a.b", Operator.CONTAINS, "x"), {"a": "x"}, "claim_missing"),
        (rule("a", Operator.PRESENT, place=Place("claim", claim="b")), {"a": 1}, "claim_missing"),
        (rule("a", Operator.PRESENT, place=Place("claim", claim="b")), {"a": 1, "b": 101}, "no_such_school"),
        (rule("a", Operator.PRESENT, place=Place("school", school_id=UUID(int=9))), {"a": 1}, "no_such_school"),
        (rule("a", Operator.EQUALS, "T-9", place=Place("value", before="T-")), {"a": "T-9"}, "no_such_school"),
    ],
)
def test_what_cannot_be_read_grants_nothing_and_says_why(one: Rule, facts: Any, why: str) -> None:
    assert reason(one, facts) == why


def test_who_is_on_no_roster_gets_nothing_at_the_rosters_schools() -> None:
    one = rule("a", Operator.PRESENT, place=Place("roster"))
    assert reason(one, {"a": 1}, Schools(SCHOOLS.all)) == "not_in_roster"


def test_a_member_alone_is_a_list_of_one_and_a_truth_is_a_text() -> None:
    assert places([rule("a", Operator.CONTAINS, "x")], {"a": "x"}) == [("teacher", None)]
    assert places([rule("a", Operator.EQUALS, "true")], {"a": True}) == [("teacher", None)]


def test_a_name_with_dots_is_found_whole_first() -> None:
    assert claim({"a.b": 1, "a": {"b": 2}}, "a.b") == 1
    assert claim({"a.b": {}, "a": {"b": {"c": 3}}}, "a.b.c") == 3
    assert claim({"https://example.org/roles": ["x"]}, "https://example.org/roles") == ["x"]


def test_a_path_is_followed_only_so_deep() -> None:
    path = ".".join("a" * (DEEPEST + 1))
    facts: Any = 1
    for _ in range(DEEPEST + 1):
        facts = {"a": facts}
    assert reason(rule(path, Operator.PRESENT), facts) == "claim_missing"


def test_two_rules_for_one_role_grant_it_once_because_of_the_first() -> None:
    first, second = rule("a", Operator.PRESENT), rule("b", Operator.PRESENT)
    (grant,) = granted([first, second], {"a": 1, "b": 1}, SCHOOLS)
    assert (grant.rule_id, grant.because) == (first.id, "a present")


@pytest.mark.parametrize(
    "text", ["", "x", "{school.local_code}", "{school.name}", "a{school.local_code}{school.source_id}"]
)
def test_a_template_has_fixed_text_and_one_placeholder(text: str) -> None:
    assert template(text) is None
    with pytest.raises(ValueError, match="no place"):
        place_of({"from_value": text})


def test_a_school_no_roster_knows_is_passed_over_where_schools_go_by_their_source_id() -> None:
    place = template("TL-{school.source_id}")
    assert place is not None
    one = rule("g", Operator.MATCHES_PREFIX, "TL-", place=place)
    schools = Schools((School(UUID(int=3), "0103", None), ELM))
    assert places([one], {"g": ["TL-SCH-0102", "TL-None", "TL-"]}, schools) == [("teacher", ELM.id)]


class Counted(list[str]):
    """A list that counts how often it is gone through."""

    times = 0

    def __iter__(self) -> Iterator[str]:
        self.times += 1
        return super().__iter__()


def test_a_claim_is_gone_through_once_however_many_conditions_ask_for_it() -> None:
    members = Counted(f"Group {number}" for number in range(50))
    asked = [Condition("g", operator, ("group 7",), False) for operator in (Operator.CONTAINS, Operator.MATCHES_PREFIX)]
    place = Place("value", before="Group ")
    explained([Rule(uuid4(), "teacher", place, tuple(asked * 5)) for _ in range(20)], {"g": members}, SCHOOLS)
    assert members.times == 1


@given(
    st.lists(st.text("aAbß1", max_size=3), min_size=1, max_size=9),
    st.lists(st.text("aAbß1", min_size=1, max_size=2), min_size=1, max_size=4),
    st.booleans(),
)
def test_a_condition_meets_exactly_the_values_it_names(sent: list[str], values: list[str], exact: bool) -> None:
    fold = str if exact else str.casefold
    for operator, holds in ((Operator.CONTAINS, str.__eq__), (Operator.MATCHES_PREFIX, str.startswith)):
        met = [text for text in sent if any(holds(fold(text), fold(value)) for value in values)]
        found = explained([rule("g", operator, *values, exact=exact)], {"g": sent}, SCHOOLS)
        said = f"g {operator} {', '.join(met[:3])}{' …' if len(met) > 3 else ''}".strip()
        assert [grant.because for grant in found.granted] == ([said] if met else [])


NAMES = st.sampled_from(["a", "b", "a.b", "groups", "_claim_names", "hasgroups"])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["x", "T-0101"])
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
FACTS = st.dictionaries(NAMES, JSON, max_size=5)
PLACES = st.sampled_from(
    [
        DISTRICT,
        Place("roster"),
        Place("school", school_id=OAK.id),
        Place("claim", claim="a"),
        Place("value", before="T-"),
    ]
)
CONDITIONS = st.builds(
    Condition,
    NAMES,
    st.sampled_from(Operator),
    st.lists(st.sampled_from(["x", "T-", "T-0101", "true"]), min_size=1, max_size=3).map(tuple),
    st.booleans(),
)
RULES = st.builds(
    Rule,
    st.uuids(),
    st.sampled_from(["teacher", "principal"]),
    PLACES,
    st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple),
)


@given(st.lists(RULES, max_size=5, unique_by=lambda one: one.id), FACTS)
def test_every_rule_grants_or_says_why_not_and_nothing_else_is_granted(rules: list[Rule], facts: Any) -> None:
    found = explained(rules, facts, SCHOOLS)
    granting, silent = {grant.rule_id for grant in found.granted}, {one.rule_id for one in found.not_held}
    assert granting | silent == {one.id for one in rules}
    assert not granting & silent
    by_id = {one.id: one for one in rules}
    for grant in found.granted:
        assert grant.role == by_id[grant.rule_id].role
        assert grant.school_id in (None, OAK.id, ELM.id)
        assert (grant.school_id is None) == (by_id[grant.rule_id].place == DISTRICT)
    once = [(grant.role, grant.school_id) for grant in granted(rules, facts, SCHOOLS)]
    assert len(once) == len(set(once))
    assert set(once) == {(grant.role, grant.school_id) for grant in found.granted}


@given(RULES, CONDITIONS, FACTS)
def test_a_further_condition_never_opens_a_fixed_place(one: Rule, further: Condition, facts: Any) -> None:
    if one.place.kind == "value":
        return
    narrowed = Rule(one.id, one.role, one.place, (*one.when, further))
    assert set(places([narrowed], facts)) <= set(places([one], facts))


@given(FACTS)
def test_nobody_gets_a_role_by_default(facts: Any) -> None:
    assert granted([], facts, SCHOOLS) == []


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="{}"), min_size=1, max_size=9),
    st.text(max_size=9),
    st.booleans(),
)
def test_a_template_reads_exactly_the_codes_it_writes(before: str, tail: str, exact: bool) -> None:
    place = template(before + "{school.local_code}")
    assert place is not None
    one = rule("g", Operator.MATCHES_PREFIX, before, place=place, exact=exact)
    facts = {"g": [before + OAK.local_code, before + tail]}
    wanted = {OAK.id} | {school.id for school in SCHOOLS.all if school.local_code == tail}
    assert {school for _, school in places([one], facts)} == wanted


def test_a_value_that_met_no_condition_names_no_school() -> None:
    both = {"g": ["T-0101", "T-0102"]}
    place = Place("value", before="T-")
    assert places([rule("g", Operator.CONTAINS, "T-0101", place=place)], both) == [("teacher", OAK.id)]
    assert places([rule("g", Operator.CONTAINS, "T-0102", place=place)], both) == [("teacher", ELM.id)]
    assert places([rule("g", Operator.MATCHES_PREFIX, "T-01", place=place)], both) == [
        ("teacher", OAK.id),
        ("teacher", ELM.id),
    ]
