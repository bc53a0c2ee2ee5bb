"""Whatever row says what its caller may do tells the truth: each act it names is done, each it does not name is refused.

Rows and bodies are the rooms' seeds, calls the code's own routes: a new room is held to it by itself, and one whose rows can be
changed and that says nothing is named here with its reason. What states and conditions say is held room by room
(`tests/states/may.py`).
"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared.ids import new_id
from shared.testing.calls import Service
from shared.testing.servers import SERVICES
from tests.isolation import seeds
from tests.isolation.may import Act, acts_of, attempt, read, says
from tests.states.may import nothing_kept

#: Rows that are changed and have no `may`, each with why a front end needs none.
SILENT = {
    "/scim/v2/Groups/{scim_group_id}": "SCIM has no field for it, and its one caller does it all",
    "/scim/v2/Users/{scim_user_id}": "SCIM has no field for it, and its one caller does it all",
    "/v1/dead-letters/{dead_letter_id}": "for operators: whoever has operations:write retries and drops any of them",
    "/v1/calendar/days/{entry_id}": "a calendar shows days, and the entry a day stands on by its id alone",
    "/v1/plan-templates/{template_code}": "in the product, and no row: whoever writes plans copies any of them",
    "/v1/plans/{plan_id}/goals/{goal_id}": "a goal is its plan's, which says `values`",
    "/v1/plans/{plan_id}/goals/{goal_id}/values/{value_id}": "stands in the picture of its goal, whose plan says `values`",
    "/v1/students/{student_id}/aliases/{alias_id}": "whoever writes the roster removes any of them",
    "/v1/student-matches/{match_id}": "whoever writes the roster sees and dismisses them",
    "/v1/students/{source}/{source_id}": "for systems, which push all they list",
    "/v1/escalations/{escalation_id}": "its recipient's alone to acknowledge, as often as they like; the row says whose it is",
    "/v1/inbox/{message_id}": "one's own, read as often as one likes",
    "/v1/suppressed-addresses/{suppression_id}": "whoever has operations:write lifts any of them",
}
#: Rows of the seeds with which nobody who asks here may do anything: their rooms' own tests see it.
NOTHING_LEFT = {
    "/v1/own-notes/{own_note_id}": "another's",
    "/v1/instruments/{instrument_id}": "in use",
    "/v1/deliveries/{delivery_id}": "delivered",
}
#: Acts of whoever need not read the rows.
UNREAD = {"/v1/identities/{identity_id} confirm": "who answers for far-reaching roles need not know the ways in"}
#: Acts whose body can be refused to a caller for what it names.
BY_WHAT_IS_SENT = {"/v1/barriers/{barrier_id} tasks": "each task is asked whether it is the caller's to work on"}
REFUSED = (403, 404, 409)
OF_DISTRICT = ("district_coordinator", "data_manager", "executive_leader")
AT_SCHOOL = ("principal", "school_coordinator", "teacher", "mentor")


def callers(service: Service, district_id: UUID, things: Mapping[str, str]) -> Mapping[str, httpx.AsyncClient]:
    """Somebody of every kind of right, and systems: with all scopes, of one school, and that only read."""
    here = UUID(things["school_id"]) if "school_id" in things else new_id()
    reads = [scope for scope in service.scopes if scope.endswith(":read")]
    return {
        **{role: service.person(district_id, new_id(), (role, None)) for role in OF_DISTRICT},
        **{f"{role} there": service.person(district_id, new_id(), (role, here)) for role in AT_SCHOOL},
        "principal elsewhere": service.person(district_id, new_id(), ("principal", new_id())),
        "nobody": service.person(district_id, new_id()),
        "system": service.machine(district_id),
        "system of the school": service.machine_at(district_id, here),
        "reading system": service.machine(district_id, *reads),
    }


def silent(service: Service) -> set[str]:
    """The rows of a service that are changed and say nothing of it."""
    said = says(service)
    return {act.row for act in acts_of(service) if act.row not in said or "may" not in said[act.row][1].model_fields}


@pytest.mark.parametrize("service", SERVICES)
def test_every_row_that_can_be_changed_says_what_its_caller_may_do(
    service_of: Callable[[str], Service], service: str
) -> None:
    of_service = {act.row for act in acts_of(service_of(service))} & SILENT.keys()
    assert silent(service_of(service)) == of_service


@pytest.mark.parametrize("service", SERVICES)
async def test_what_rows_say_may_be_done_can_be_and_nothing_else(
    service_of: Callable[[str], Service], service: str
) -> None:
    of = service_of(service)
    district_id, things = await seeds.common(of, "theirs")
    said, acts, wrong, named = says(of), acts_of(of), list[str](), set[tuple[str, str]]()
    for row in dict.fromkeys(act.row for act in acts if act.row not in silent(of)):
        for who, caller in callers(of, district_id, things).items():
            shown = await read(caller, row, said[row][0], things)
            told = shown["may"] if shown else []
            for act in (act for act in acts if act.row == row):
                wrong += await untrue(caller, act, shown, things, told, who)
            named |= {(row, name) for name in told}
    assert wrong == [], "\n".join(wrong)
    # A walk over rows of which nobody may do anything proves nothing.
    assert {row for row, _ in named} == {act.row for act in acts} - silent(of) - NOTHING_LEFT.keys()


async def untrue(
    caller: httpx.AsyncClient,
    act: Act,
    shown: Mapping[str, Any] | None,
    things: dict[str, str],
    told: list[str],
    who: str,
) -> list[str]:
    """What is wrong with what somebody was told of an act, if something is."""
    with nothing_kept():
        reply = await attempt(caller, act, shown["ETag"] if shown else "*", things)
    if f"{act.row} {act.name}" in BY_WHAT_IS_SENT and act.name in told:
        return []
    if f"{act.row} {act.name}" in UNREAD and shown is None:
        return []
    is_refused = reply.status_code in REFUSED
    is_true = not is_refused if act.name in told else is_refused or changes_nothing(reply, act, shown)
    return [] if is_true else [f"{act.row} {act.name} {who}: told {told}, {reply.status_code} {reply.text[:200]}"]


def changes_nothing(reply: httpx.Response, act: Act, shown: Mapping[str, Any] | None) -> bool:
    """Is what was done again answered with the row as it is?"""
    return (
        shown is not None
        and act.method == "POST"
        and reply.is_success
        and reply.json().get("version") == shown["version"]
    )
