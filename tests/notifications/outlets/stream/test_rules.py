from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.outlets.stream.rules import KEPT, RESUMABLE, Entry, NotAPosition, Position, may_see
from services.notifications.permissions import POLICY
from services.scheduling.permissions import POLICY as SCHEDULING
from shared.principal import Principal, RoleHeld

DISTRICT = uuid4()
SCHOOLS = [uuid4() for _ in range(3)]
PEOPLE = [uuid4() for _ in range(3)]
ROLES = ["district_coordinator", "executive_leader", "data_manager", "principal", "counselor", "teacher", "mentor"]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

people = st.builds(
    lambda id_, roles: Principal("person", id_, DISTRICT, roles=tuple(roles)),
    st.sampled_from(PEOPLE),
    st.lists(st.builds(RoleHeld, st.sampled_from(ROLES), st.sampled_from([None, *SCHOOLS])), max_size=3),
)
clients = st.builds(lambda id_: Principal("client", id_, DISTRICT), st.sampled_from(PEOPLE))
some_schools = st.lists(st.sampled_from(SCHOOLS), max_size=2, unique=True).map(tuple)
some_people = st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True).map(tuple)
facts = st.builds(
    lambda type_, schools, owners, plan: Entry(type_, "{}", schools, owners, None, plan),
    st.sampled_from(["scheduling.task.completed.v2", "scheduling.barrier.raised.v1"]),
    some_schools,
    some_people,
    st.sampled_from([None, uuid4()]),
)


@given(people, facts)
def test_an_entry_is_seen_exactly_where_policy_lets_its_row_be_seen(person: Principal, entry: Entry) -> None:
    rows = [(school, owner) for school in entry.school_ids or (None,) for owner in (None, *entry.owner_ids)]
    scope = "stream:barriers" if "barrier" in entry.type else "stream:read"
    allowed = any(POLICY.decide(person, scope, school_id=school, owner_id=owner).allowed for school, owner in rows)
    of_plan = entry.plan_id is not None and not entry.school_ids and POLICY.reach(person, "stream:plans") != []
    assert may_see(person, entry) == (allowed or of_plan)


@pytest.mark.parametrize(
    ("told", "read"),
    [("stream:read", "tasks:read"), ("stream:plans", "plans:read"), ("stream:barriers", "barriers:read")],
)
def test_the_stream_tells_nobody_more_than_scheduling_lets_them_read(told: str, read: str) -> None:
    assert POLICY.rules[told] == SCHEDULING.rules[read]


@given(clients, facts)
def test_a_client_sees_everything_but_messages(client: Principal, entry: Entry) -> None:
    assert may_see(client, entry)


@given(people | clients, st.sampled_from(PEOPLE), some_schools, some_people)
def test_a_message_is_its_recipients_alone(
    caller: Principal, recipient: UUID, schools: tuple[UUID, ...], owners: tuple[UUID, ...]
) -> None:
    entry = Entry("x", "{}", schools, owners, recipient, uuid4())
    assert may_see(caller, entry) == (caller.kind == "person" and caller.id == recipient)


@given(people, facts)
def test_losing_roles_never_shows_more(person: Principal, entry: Entry) -> None:
    for place in range(len(person.roles)):
        fewer = Principal("person", person.id, DISTRICT, roles=person.roles[:place] + person.roles[place + 1 :])
        assert may_see(person, entry) >= may_see(fewer, entry)


def test_who_left_a_school_sees_nothing_of_it_any_more() -> None:
    left = Principal("person", PEOPLE[0], DISTRICT, roles=(RoleHeld("teacher", SCHOOLS[1]),))
    assert not may_see(left, Entry("x", "{}", (SCHOOLS[0],), (PEOPLE[0],)))
    assert may_see(left, Entry("x", "{}", (SCHOOLS[1],), (PEOPLE[0],)))


@given(st.integers(0, 2**62), st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)))
def test_a_position_reads_back_as_it_was_said(seq: int, at: datetime) -> None:
    position = Position(DISTRICT, seq, at.replace(microsecond=0, tzinfo=UTC))
    assert Position.of(str(position), DISTRICT) == position


@given(st.text(max_size=300) | st.binary(max_size=40).map(lambda raw: raw.hex()))
def test_any_other_text_is_no_position(text: str) -> None:
    with pytest.raises(NotAPosition):
        Position.of(text, DISTRICT)


def test_a_position_of_another_district_is_none_here() -> None:
    with pytest.raises(NotAPosition):
        Position.of(str(Position(uuid4(), 1, NOW)), DISTRICT)


def test_a_stream_is_resumed_only_while_everything_it_needs_is_kept() -> None:
    assert RESUMABLE < KEPT
    assert not Position(DISTRICT, 1, NOW - RESUMABLE).is_too_old(NOW)
    assert Position(DISTRICT, 1, NOW - RESUMABLE - timedelta(seconds=1)).is_too_old(NOW)
