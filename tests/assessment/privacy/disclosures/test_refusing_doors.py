"""34 CFR 99.32(a)(1): each request of a party that is refused for want of a basis is a line, at every door of the code."""

from typing import Any
from uuid import UUID

import pytest
from fastapi.routing import APIRoute

from shared.testing.calls import Service
from shared.web.openapi import permission, routes_of
from tests.assessment.privacy.disclosures.factories import World
from tests.isolation import seeds
from tests.isolation.samples import sent_to

#: Doors to student records: a party without a ground gets no further, and each time it is written down.
RECORDS = {
    *(
        "list_students",
        "read_student",
        "read_student_demographics",
        "list_student_contacts",
        "list_guardians",
        "list_enrollments",
        "list_caseload_assignments",
        "read_caseload_assignment",
        "list_caseload_history",
        "hand_caseload_over",
    ),
    *("list_directory_information", "assign_caseload", "assign_caseloads", "end_caseload_assignment"),
}
#: Doors to what only school officials see or do, whatever other ground a party has.
OFFICIALS = {
    *("list_roster_import_faults", "list_roster_import_changes", "set_directory_policy"),
    *("push_student", "push_students", "student_has_left"),
    *("list_student_aliases", "add_student_alias", "add_student_aliases", "remove_student_alias"),
    *("merge_students", "split_students", "list_student_merges", "list_student_matches", "dismiss_student_match"),
    *("push_attendance_events", "take_back_attendance_batch"),
    *("draft_attendance_trigger", "change_attendance_trigger", "activate_attendance_trigger"),
    *("retire_attendance_trigger", "try_attendance_trigger"),
    *("list_attendance_corrections", "correct_attendance", "read_attendance_correction"),
    *("take_back_attendance_correction", "read_attendance_history"),
    *("read_attendance_of_class", "put_roster_aliases", "list_school_enrollments"),
    *("push_school_enrollments", "push_incidents", "push_marks", "push_screening_results"),
    *("take_back_indicator_batch", "draft_indicator_rule", "change_indicator_rule", "activate_indicator_rule"),
    *("retire_indicator_rule", "try_indicator_rule"),
    *("read_incident", "read_mark", "read_screening_result", "list_incidents", "list_marks", "list_screening_results"),
    *("list_indicator_flags", "read_indicator_flag", "explain_indicator_flag"),
    *("list_attendance_alerts", "read_attendance_alert", "handle_attendance_alert"),
    *("list_attendance_standings", "read_student_attendance", "explain_student_attendance"),
    *("change_student_demographics", "put_student_contacts"),
    *("read_directory_opt_out", "set_directory_opt_out", "withdraw_directory_opt_out"),
}


async def refused_at(world: World, things: dict[str, str], basis: str) -> set[str]:
    """The calls refused to a party for want of a basis; each of them, and no other, left one line of a refusal."""
    caller, found = world.assessment.outsider(world.district_id, world.parties[basis], basis), set()
    for method, route in calls_of(world.assessment):
        before = len(await world.ledger())
        path = route.path_format.format(**things)
        reply = await caller.request(method, path, **sent_to(route, things))
        lines = [line for line in (await world.ledger())[before:] if line["outcome"] == "refused"]
        # Of many at once each row is refused for itself.
        is_refused = '"code":"no_legal_basis"' in reply.text
        assert len(lines) == is_refused, (route.name, reply.status_code, reply.text)
        if is_refused:
            assert (lines[0]["basis"], lines[0]["party_id"]) == (basis, str(world.parties[basis])), route.name
            found.add(route.name)
    return found


def calls_of(assessment: Service) -> list[tuple[str, APIRoute]]:
    """Every guarded call, those that read first."""
    found = [(method, route) for route in routes_of(assessment.app) for method in route.methods or ()]
    guarded = [(method, route) for method, route in found if permission(route)[1] is not None]
    return sorted(guarded, key=lambda call: ("GET", "POST", "PUT", "PATCH", "DELETE").index(call[0]))


@pytest.mark.parametrize(
    ("party", "doors"),
    [({"active": False}, RECORDS | OFFICIALS), ({"records": []}, RECORDS | OFFICIALS), ({}, OFFICIALS)],
    ids=["a party that ended", "a party down for nothing", "a party with an agreement"],
)
async def test_every_request_refused_for_want_of_a_basis_is_a_line(
    assessment: Service, district_id: UUID, party: dict[str, Any], doors: set[str]
) -> None:
    world, things = World(assessment, district_id), await seeds.seeded(assessment, district_id)
    await world.notice("name")
    await world.party("studies", **party)
    assert await refused_at(world, things, "studies") == doors
