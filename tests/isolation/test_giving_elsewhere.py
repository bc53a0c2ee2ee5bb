"""The same where rights are not kept: a call of the other services that lets somebody see or decide more stands in a table."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service, assert_refused, token
from tests.assessment.bundles import files, pack, person, post
from tests.assessment.support.caseloads.factories import PATH, Roster
from tests.isolation.answers import AS_THEY_ARE
from tests.isolation.calls import changing
from tests.isolation.hands import HANDS, NO_HAND

TODAY = clock.now().date()
MATCH = {"If-Match": '"1"'}


@pytest.fixture
async def roster(assessment: Service, district_id: UUID) -> Roster:
    """An imported roster: one student of s2, a mentor at s1 with a mentee."""
    found = await Roster(assessment, district_id).seed()
    await found.assigned(ends_on=TODAY.isoformat())
    return found


def counselor(roster: Roster, where: str) -> httpx.AsyncClient:
    """The very person, as a counselor of a school: what they make is for themselves."""
    return roster.at("counselor", where, roster.mentor_id)


@pytest.mark.parametrize("many", [False, True], ids=["assign_caseload", "assign_caseloads"])
async def test_nobody_assigns_themselves_a_student_they_may_not_see(roster: Roster, many: bool) -> None:
    async def assigned(caller: httpx.AsyncClient, student: str) -> str:
        wish = roster.wish(student, relation="caseload")
        if not many:
            reply = await caller.post(PATH, json=wish)
            return "" if reply.status_code == 201 else str(reply.json()["code"])
        said = (await caller.post("/v1/bulk/caseload-assignments", json={"items": [wish]})).json()
        return "" if said.get("done") == 1 else str(said.get("code") or said["rows"][0]["refusal"]["code"])

    assert await assigned(counselor(roster, "s1"), "000001") == "no_such_student"
    assert await assigned(roster.mentor, "000003") == ("not_permitted" if many else "no_such_student")
    assert await assigned(roster.mentor, "000000") == "not_permitted", "one they see, further than they do"
    assert await assigned(counselor(roster, "s2"), "000001") == ""


async def test_nobody_takes_over_students_they_may_not_see(roster: Roster) -> None:
    absent = new_id()
    await roster.staff(absent)
    await roster.assigned(student="000003", staff_id=str(absent))

    async def taken(caller: httpx.AsyncClient) -> str:
        wish = {"from_staff_id": str(absent), "to_staff_id": str(roster.mentor_id), "starts_on": TODAY.isoformat()}
        reply = await caller.post("/v1/caseload-handovers", json=wish)
        return "" if reply.status_code == 200 else str(reply.json()["code"])

    assert await taken(roster.mentor) == "not_permitted"
    assert await taken(counselor(roster, "s2")) == "not_found"
    assert await taken(counselor(roster, "s1")) == ""


async def test_nobody_keeps_a_student_longer_who_could_not_assign_one(roster: Roster) -> None:
    (mine,) = (await roster.mentor.get(PATH)).json()["items"]
    lifted: dict[str, Any] = {"json": {"ends_on": None}, "headers": MATCH}
    assert_refused(await roster.mentor.patch(f"{PATH}/{mine['id']}", **lifted), 403, "not_permitted")
    assert (await roster.at("principal", "s1").patch(f"{PATH}/{mine['id']}", **lifted)).status_code == 200


async def test_a_roster_says_which_person_sent_it(roster: Roster) -> None:
    steward = new_id()
    sent: list[set[str | None]] = []
    for caller in (roster.at("data_manager", None, steward), roster.assessment.machine(roster.id)):
        before = len(await roster.assessment.published(roster.id, "assessment.staff.listed.v1"))
        bundle = files()
        bundle["users"][0]["givenName"] = f"Tea{len(sent)}"
        id_ = (await post(caller, pack(bundle))).json()["id"]
        await roster.assessment.receive(roster.id, ("assessment.roster_import.requested.v1", {"import_id": id_}))
        told = (await roster.assessment.published(roster.id, "assessment.staff.listed.v1"))[before:]
        sent.append({event["data"]["sent_by"] for event in told})
    assert sent == [{str(steward)}, {None}]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        (
            "PUT",
            "/v1/directory-information-policy",
            {
                "types": ["name"],
                "party_ids": None,
                "purposes": None,
                "notice_on": "2026-08-01",
                "refuse_until": "2026-09-01",
            },
        ),
        (
            "PUT",
            "/v1/students/{student}/directory-opt-out",
            {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter"},
        ),
        ("DELETE", "/v1/students/{student}/directory-opt-out", None),
    ],
    ids=["set_directory_policy", "set_directory_opt_out", "withdraw_directory_opt_out"],
)
async def test_no_party_says_what_may_be_told_to_it(roster: Roster, method: str, path: str, body: Any) -> None:
    where = path.format(student=person(roster.id, "000000"))
    headers = {"If-Match": '"0"'} if where == "/v1/directory-information-policy" else {}
    sent: dict[str, Any] = {"headers": headers, **({"json": body} if body else {})}
    party = {"id": str(new_id()), "basis": "directory_information"}
    held: dict[str, Any] = {"person_id": new_id(), "roles": [("data_manager", None)]}
    scopes = roster.assessment.scopes
    theirs = roster.assessment.caller(token(roster.id, scopes, **held, party=party))
    assert_refused(await theirs.request(method, where, **sent), 403, "no_legal_basis")
    own = roster.assessment.caller(token(roster.id, scopes, **held))
    if method == "DELETE":
        wish = {"opted_out_by": "eligible_student", "received_on": "2026-09-01", "source": "letter"}
        assert (await own.put(where, json=wish)).is_success
    assert (await own.request(method, where, **sent)).is_success


HELD = "held above"
OWN_WORK = "held by `test_own_work.py`"
WITHIN = "whoever may has what the owner gets: `WITHIN` of `test_giving_rights.py`"
TAKES = "takes away, and gives nobody anything"
OWN = "the caller's own, and nobody else's"
LINE = "an event that was told already"
WORK = "work on rows the caller may work on already"
FACT = "a fact of a school or a day, which says nothing of who may see it"
MEASURE = "what is asked and found at a school, of no student; who may see it stands in the policy"
AFTER = "comes after the approval, which somebody else gave"
TELLS = "tells people what the caller says or what their own roles let them read; gives no right"
WATCH = "decides when people are told of what they may read already"

#: Every changing call, with what holds it or why nothing need.
CALLS: dict[str, dict[str, str]] = {
    "assessment": {
        **dict.fromkeys(("assign_caseload", "assign_caseloads", "end_caseload_assignment", "import_roster"), HELD),
        "hand_caseload_over": HELD,
        **dict.fromkeys(("push_student", "push_students"), "as a roster says it, by whom sends one: `test_pushed.py`"),
        "student_has_left": TAKES,
        **dict.fromkeys(("remove_student_alias", "dismiss_student_match"), TAKES),
        **dict.fromkeys(
            ("add_student_alias", "add_student_aliases", "merge_students", "split_students"),
            "for whoever may say all that a roster says: `test_identities.py`",
        ),
        **dict.fromkeys(
            ("change_student_demographics", "put_student_contacts"),
            "says something of a child; who may see the child stays as it was",
        ),
        "approve_roster_import": "a roster another has sent: what it may bring is held there",
        "restore_roster_import": "puts back what a roster changed, by whoever may send one: `test_restoring.py`",
        **dict.fromkeys(
            (
                "add_roster_source",
                "change_roster_source",
                "end_roster_source",
                "set_roster_precedence",
                "put_roster_aliases",
            ),
            "for whoever may say all that a roster says: `test_sources.py`",
        ),
        **dict.fromkeys(
            ("add_access_arrangement", "change_access_arrangement", "end_access_arrangement"),
            "says who is expected to read, by a right of their own: `test_access.py`",
        ),
        "set_roster_thresholds": "says how much may vanish from a roster; who may see what stays as it was",
        "set_attendance_figure_settings": "says what is counted; nobody is a row of it",
        "make_attendance_figures": "counts a week; nobody is a row of it",
        **dict.fromkeys(("set_directory_policy", "set_directory_opt_out", "withdraw_directory_opt_out"), HELD),
        **dict.fromkeys(("add_attendance_code", "change_attendance_code"), FACT),
        **dict.fromkeys(
            ("draft_attendance_trigger", "change_attendance_trigger", "activate_attendance_trigger"), WATCH
        ),
        **dict.fromkeys(("retire_attendance_trigger", "try_attendance_trigger", "handle_attendance_alert"), WATCH),
        **dict.fromkeys(("accept_attendance_proposal", "decline_attendance_proposal"), WORK),
        **dict.fromkeys(("draft_attendance_definition", "change_attendance_definition"), FACT),
        **dict.fromkeys(("adopt_attendance_definition", "push_attendance_events", "take_back_attendance_batch"), FACT),
        **dict.fromkeys(("push_school_enrollments", "correct_attendance", "take_back_attendance_correction"), FACT),
        **dict.fromkeys(("add_indicator_code", "change_indicator_code"), FACT),
        **dict.fromkeys(("draft_indicator_rule", "change_indicator_rule", "activate_indicator_rule"), WATCH),
        **dict.fromkeys(("retire_indicator_rule", "try_indicator_rule"), WATCH),
        **dict.fromkeys(
            ("push_incidents", "push_marks", "push_screening_results", "add_screener", "take_back_indicator_batch"),
            FACT,
        ),
        **dict.fromkeys(("draft_instrument", "change_instrument", "publish_instrument"), MEASURE),
        **dict.fromkeys(
            ("open_administration", "record_answers", "score_administration", "correct_administration"), MEASURE
        ),
        "withdraw_administration": TAKES,
        **dict.fromkeys(("retry_dead_letter", "drop_dead_letter"), LINE),
        "create_tickets": AS_THEY_ARE,
    },
    "notifications": {
        **dict.fromkeys(("mark_read", "change_my_preferences", "acknowledge_escalation"), OWN),
        **dict.fromkeys(("preview_announcement", "send_announcement"), TELLS),
        **dict.fromkeys(("set_escalation_ladder", "preview_escalation_ladder"), WATCH),
        "revoke_answer_link": TAKES,
        "lift_suppressed_address": "mail goes there again, to whoever it went before",
        "retry_delivery": "the same to the same person",
        **dict.fromkeys(("retry_dead_letter", "drop_dead_letter"), LINE),
        "create_tickets": AS_THEY_ARE,
    },
    "scheduling": {
        **dict.fromkeys((*HANDS, "approve_plan", "approve_revision", "create_delegation"), OWN_WORK),
        **NO_HAND,
        **dict.fromkeys(("return_plan", "return_revision", "close_plan", "archive_plan"), TAKES),
        **dict.fromkeys(("end_delegation", "revoke_feed"), TAKES),
        **dict.fromkeys(("publish_plan", "publish_revision"), AFTER),
        **dict.fromkeys(("reassign_tasks", "assign_barrier", "change_task"), WITHIN),
        "give_task": "to who works where it is owed, of what the giver wrote: `tests/scheduling/work/tasks/test_given.py`",
        **dict.fromkeys(
            ("take_task", "release_task"), "among those who may all: `tests/scheduling/work/tasks/test_owners.py`"
        ),
        **dict.fromkeys(("add_own_note", "change_own_note", "remove_own_note"), OWN),
        "create_feed": "shows at its address what its person may see on the day it is read: `tests/scheduling/views/feeds`",
        **dict.fromkeys(
            ("start_task", "complete_task", "complete_tasks", "withdraw_task", "reopen_task", "add_note"), WORK
        ),
        **dict.fromkeys(("add_step", "change_step", "remove_step", "add_evidence", "add_file", "remove_file"), WORK),
        **dict.fromkeys(("add_comment", "change_comment", "remove_comment", "add_handover_note"), WORK),
        **dict.fromkeys(("mark_mentions_read", "watch_task", "unwatch_task"), OWN),
        **dict.fromkeys(("raise_barrier", "add_barrier_tasks", "remove_barrier_task", "add_barrier_schools"), WORK),
        **dict.fromkeys(("comment_on_barrier", "triage_barrier", "escalate_barrier", "decide_barrier"), WORK),
        **dict.fromkeys(("resolve_barrier", "confirm_barrier", "reopen_barrier"), WORK),
        **dict.fromkeys(("set_barrier_clocks", "set_preview_limits", "set_risk_rules", "set_school_policy"), WATCH),
        **dict.fromkeys(
            ("add_work_rule", "change_work_rule", "activate_work_rule", "retire_work_rule"),
            "asks for work by who holds a role or works there, of nobody who would see more by it",
        ),
        **dict.fromkeys(("accept_proposal", "decline_proposal"), WORK),
        **dict.fromkeys(("recount_roll_up", "begin_school_day"), "does what the worker does by itself"),
        **dict.fromkeys(("add_school_year", "change_school_year", "add_term", "change_term", "remove_term"), FACT),
        **dict.fromkeys(
            ("add_day_type", "change_day_type", "correct_calendar", "remove_calendar_entry", "give_days_a_type"), FACT
        ),
        "import_calendar": FACT,
        **dict.fromkeys(("retry_dead_letter", "drop_dead_letter"), LINE),
        "create_tickets": AS_THEY_ARE,
    },
}


@pytest.mark.parametrize("name", CALLS)
def test_every_changing_call_is_held_or_says_why_not(service_of: Callable[[str], Service], name: str) -> None:
    assert {route.name for _, route in changing(service_of(name))} == CALLS[name].keys()
