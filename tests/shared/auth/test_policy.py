"""The policy's own rules: who gets in, by which path, and what is said of it."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from shared.auth import profiles
from shared.auth.policy import Policy, rule
from shared.auth.relations import AccessPath, ProtectedRows, Relation, theirs
from shared.context.lists import Listing
from shared.principal import Party, Principal, RoleHeld
from shared.texts.words import Words

OAK, ELM, ME = UUID(int=1), UUID(int=2), UUID(int=3)
OWN_CLASS = Relation("own_class", Words("of a class of theirs", es="de una clase suya"))
POLICY = Policy(
    {
        "things:read": rule(district=["coordinator"], school=["principal"], related={OWN_CLASS: ["teacher"]}),
        "things:write": rule(school=["principal"], owner=True),
        "words:read": rule(everyone=True),
        "words:write": rule(everyone=True),
    }
)


class Asking:
    """A piece of work that only asks."""

    def __init__(self, principal: Principal) -> None:
        self.principal = principal
        self.reasons: list[str] = []

    def note(self, reason: str) -> None:
        """Keep it."""
        self.reasons.append(reason)


def person(*roles: tuple[str, UUID | None]) -> Principal:
    """Somebody with roles."""
    return Principal("person", ME, UUID(int=9), roles=tuple(RoleHeld(role, school) for role, school in roles))


def client(*schools: UUID) -> Principal:
    """A client bound to schools, or to none."""
    return Principal("client", ME, UUID(int=9), school_ids=frozenset(schools) if schools else None)


def test_every_way_says_where_and_why() -> None:
    paths = POLICY.access_paths(person(("teacher", OAK), ("principal", ELM), ("teacher", ELM)), "things:read")
    assert paths == [
        AccessPath("principal at the school", (ELM,)),
        AccessPath("teacher of a class of theirs", (OAK, ELM), OWN_CLASS),
    ]
    assert POLICY.access_paths(person(("coordinator", None), ("principal", ELM)), "things:read") == [
        AccessPath("coordinator of the district", None)
    ]


def test_a_role_of_the_district_that_is_held_at_one_school_reaches_no_further() -> None:
    assert POLICY.access_paths(person(("coordinator", OAK)), "things:read") == []
    assert not POLICY.decide(person(("coordinator", OAK)), "things:read", school_id=OAK).allowed


def test_a_relation_alone_leads_to_no_row_by_its_school() -> None:
    teacher = person(("teacher", OAK))
    assert POLICY.reach(teacher, "things:read") == []
    refused = POLICY.decide(teacher, "things:read", school_id=OAK)
    assert (refused.allowed, refused.reason) == (
        False,
        "things:read is for coordinator of the district or principal at the school or teacher of a class of theirs",
    )
    POLICY.require_any(Asking(teacher), "things:read")


def test_a_client_of_some_schools_has_their_rows_and_reads_what_is_everybodys() -> None:
    bound = client(OAK)
    assert POLICY.reach(bound, "things:read") == [OAK]
    assert POLICY.decide(bound, "things:read", school_id=OAK).reason == "client with scope things:read at its schools"
    for school_id in (ELM, None):
        refused = POLICY.decide(bound, "things:read", school_id=school_id)
        assert (refused.allowed, "bound to the client's schools" in refused.reason) == (False, True)
    assert POLICY.decide(bound, "words:read").allowed
    assert not POLICY.decide(bound, "words:write").allowed
    assert POLICY.decide(client(), "words:write").allowed
    assert POLICY.reach(client(), "things:read") is None
    # A client owns nothing, whatever its id.
    assert not POLICY.decide(bound, "things:write", school_id=ELM, owner_id=ME).allowed


def test_a_list_says_what_it_was_let_in_under() -> None:
    asking = Asking(person(("principal", OAK)))
    assert POLICY.schools(asking, "things:write") == [OAK]
    assert asking.reasons == ["principal at the school", "owner"]
    asking = Asking(client(OAK))
    POLICY.schools(asking, "things:read")
    assert asking.reasons == ["client with scope things:read at its schools"]


def test_who_is_let_in_is_written_down_with_the_reason_and_who_is_not_is_not() -> None:
    asking = Asking(person(("principal", OAK)))
    assert POLICY.lets(asking, "things:read", school_id=OAK)
    assert not POLICY.lets(asking, "things:read", school_id=ELM)
    assert POLICY.lets(asking, "things:write", owner_id=ME)
    assert asking.reasons == ["principal at the school", "owner"]


THINGS = ProtectedRows(
    "things s", "s.school_id = any({schools}::uuid[])", {OWN_CLASS: f"select 1 where {theirs('owner', 'at')}"}
)


def test_a_role_that_does_not_count_leads_nowhere_in_the_lists_sql() -> None:
    assert values(AccessPath("x", (OAK,))) == {"visible": [OAK], "own_class": [], "people": []}
    assert values(AccessPath("x", None, OWN_CLASS)) == {"visible": [], "own_class": [f"{ME}@"], "people": [ME]}


def test_a_colleagues_relation_counts_where_they_are_covered_and_ones_own_where_one_works() -> None:
    absent = UUID(int=11)
    found = values(AccessPath("x", (OAK,), OWN_CLASS), AccessPath("y", (ELM,), OWN_CLASS, absent))
    assert found == {
        "visible": [],
        "own_class": sorted([f"{ME}@{OAK}", f"{absent}@{ELM}"]),
        "people": sorted([ME, absent]),
    }


def values(*paths: AccessPath) -> dict[str, Any]:
    """What the SQL of `THINGS` takes, but for the moment."""
    return THINGS.values(paths, ME, datetime.min)


def test_whom_somebody_covers_is_named_in_the_reason() -> None:
    absent = UUID(int=11)
    covering = replace(person(), roles=(RoleHeld("teacher", OAK), RoleHeld("teacher", ELM, absent)))
    assert POLICY.access_paths(covering, "things:read") == [
        AccessPath("teacher of a class of theirs", (OAK,), OWN_CLASS),
        AccessPath(f"teacher of a class of theirs, covering for {absent}", (ELM,), OWN_CLASS, absent),
    ]


def test_a_value_without_a_filter_or_a_place_is_no_value() -> None:
    listing = Listing("things", "s.id", "things s", (("s.id", "uuid"),), filters={"visible": "s.owner = {me}::uuid"})
    sql, values = listing.query({"visible": [OAK], "me": None}, 50, None)
    assert ("s.owner = ($1)[2]::uuid" in sql, values[1]) == (True, None)
    with pytest.raises(KeyError):
        listing.query({"visble": [OAK]}, 50, None)


IN_DANGER = Policy(
    {"records:read": rule(school=["principal"], emergency=True), "records:write": rule(school=["principal"])}
)
OPENED: dict[str, Any] = {"emergency_id": UUID(int=7)}
A_PARTY = Party(UUID(int=8), "consent")


def test_an_emergency_opens_what_its_rule_says_to_the_districts_own_and_to_nobody_of_a_party() -> None:
    teacher = replace(person(("teacher", OAK)), **OPENED)
    assert IN_DANGER.access_paths(teacher, "records:read") == [AccessPath(f"emergency access {UUID(int=7)}", None)]
    assert IN_DANGER.decide(teacher, "records:read", school_id=ELM).allowed
    at_oak = replace(teacher, emergency_school_id=OAK)
    allowed = [IN_DANGER.decide(at_oak, "records:read", school_id=school_id).allowed for school_id in (OAK, ELM)]
    assert allowed == [True, False]
    assert IN_DANGER.access_paths(replace(teacher, party=A_PARTY), "records:read") == []
    assert IN_DANGER.access_paths(teacher, "records:write") == []
    assert IN_DANGER.access_paths(person(("teacher", OAK)), "records:read") == []


@pytest.mark.parametrize("profile", profiles.CODES)
def test_everybody_is_the_districts_own_staff_whatever_their_role_is_called(profile: str) -> None:
    somebody = Principal("person", ME, UUID(int=9), roles=(RoleHeld("helper", OAK, profile=profile),), **OPENED)
    own = profile not in ("volunteer", "partner_staff", "network_member")
    assert POLICY.decide(somebody, "words:read").allowed is own
    assert IN_DANGER.decide(somebody, "records:read", school_id=ELM).allowed is own
    assert POLICY.decide(somebody, "things:write", school_id=OAK, owner_id=ME).allowed, "what is theirs stays theirs"


def test_a_guest_who_is_staff_besides_is_staff() -> None:
    both = person(("volunteer", OAK), ("teacher", ELM))
    assert POLICY.access_paths(both, "words:read") == [AccessPath("teacher in the district", None)]


def test_what_a_role_opens_is_its_profiles_and_the_reason_names_both() -> None:
    held = (RoleHeld("head", OAK, profile="principal"), RoleHeld("principal", ELM, profile="volunteer"))
    who = Principal("person", ME, UUID(int=9), roles=held)
    assert POLICY.access_paths(who, "things:read") == [AccessPath("head (principal) at the school", (OAK,))]
    assert not POLICY.decide(who, "things:read", school_id=ELM).allowed


def test_a_token_of_before_says_no_profile_and_a_role_nobody_knows_opens_nothing() -> None:
    assert RoleHeld("principal", OAK).profile == "principal"
    assert not POLICY.access_paths(person(("head", OAK)), "words:read")


def test_an_emergency_opens_nothing_to_a_system() -> None:
    bound = replace(client(OAK), **OPENED)
    assert IN_DANGER.reach(bound, "records:read") == [OAK]


def test_an_owner_who_works_elsewhere_by_now_is_a_stranger() -> None:
    owned: dict[str, Any] = {"school_id": OAK, "owner_id": ME}
    roles: list[list[tuple[str, UUID | None]]] = [[("teacher", OAK)], [("teacher", None)], [("teacher", ELM)], []]
    allowed = [POLICY.decide(person(*held), "things:write", **owned).allowed for held in roles]
    assert allowed == [True, True, False, False]
    assert POLICY.decide(person(("teacher", ELM)), "things:write", owner_id=ME).allowed, "what is of no school"
    assert not POLICY.decide(person(("teacher", OAK)), "things:write", school_id=OAK, owner_id=ELM).allowed
    assert not POLICY.decide(person(("teacher", OAK)), "things:read", **owned).allowed, "a rule that names no owner"
