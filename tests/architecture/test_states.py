"""Whatever has a state has a matrix, written by hand, of what it does with every move in every state."""

import re
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, DateTime, Enum, MetaData, Table

from services.assessment.attendance.access_arrangements.tables import ArrangementState
from services.assessment.attendance.corrections.tables import CorrectionState
from services.assessment.attendance.definitions.tables import DefinitionState
from services.assessment.attendance.proposals.tables import AttendanceProposalState
from services.assessment.attendance.triggers.tables import AlertState, TriggerState
from services.assessment.feeds.batches.tables import BatchState
from services.assessment.indicators.indicator_rules.tables import FlagState
from services.assessment.measures.administrations.tables import AdministrationState
from services.assessment.measures.instruments.tables import InstrumentState
from services.assessment.roster.roster_imports.tables import ImportState
from services.notifications.messages.deliveries.tables import State as DeliveryState
from services.scheduling.planning.plans.tables import PlanState
from services.scheduling.publication.revisions.tables import RevisionState
from services.scheduling.work.barriers.tables import BarrierState
from services.scheduling.work.owed_works.tables import OwedState
from services.scheduling.work.task_states import TaskState
from services.scheduling.work.work_rules.tables import MadeState, WorkRuleState
from shared.asked_work.tables import AskedState
from shared.db.base import tables_of
from shared.rooms import rooms_of
from shared.testing.servers import SERVICES
from tests.states import assessment, notifications, partners, scheduling
from tests.states.matrix import Matrix

MATRICES: dict[type[StrEnum], Matrix] = {
    PlanState: scheduling.PLANS,
    RevisionState: scheduling.REVISIONS,
    TaskState: scheduling.TASKS,
    BarrierState: scheduling.BARRIERS,
    AdministrationState: assessment.ADMINISTRATIONS,
    InstrumentState: assessment.INSTRUMENTS,
    BatchState: assessment.ATTENDANCE_BATCHES,
    CorrectionState: assessment.ATTENDANCE_CORRECTIONS,
    DefinitionState: assessment.ATTENDANCE_DEFINITIONS,
    TriggerState: assessment.ATTENDANCE_TRIGGERS,
    ArrangementState: assessment.ACCESS_ARRANGEMENTS,
    AlertState: assessment.ATTENDANCE_ALERTS,
    AttendanceProposalState: assessment.ATTENDANCE_PROPOSALS,
    FlagState: assessment.INDICATOR_FLAGS,
    ImportState: assessment.ROSTER_IMPORTS,
    DeliveryState: notifications.DELIVERIES,
    OwedState: scheduling.OWED_WORK,
    AskedState: partners.ASKED_WORK,
    WorkRuleState: scheduling.WORK_RULES,
    MadeState: scheduling.MADE_WORKS,
}
#: What has a state without a column of that name: moments, days and flags say it. By table.
RECKONED: dict[str, Matrix] = {
    "clients": partners.CLIENTS,
    "client_secrets": partners.SECRETS,
    "signing_keys": partners.SIGNING_KEYS,
    "sign_in_sessions": partners.SESSIONS,
    "applications": partners.APPLICATIONS,
    "identity_providers": partners.IDENTITY_PROVIDERS,
    "claim_rules": partners.CLAIM_RULES,
    "parties": partners.PARTIES,
    "consents": partners.CONSENTS,
    "covers": partners.COVERS,
    "grant_proposals": partners.GRANT_PROPOSALS,
    "emergency_accesses": partners.EMERGENCIES,
    "delegations": scheduling.DELEGATIONS,
    "feeds": scheduling.FEEDS,
    "terms": scheduling.TERMS,
    "task_comments": scheduling.COMMENTS,
    "task_mentions": scheduling.MENTIONS,
}
#: A column that may say in what state a row is: a moment that comes, an end, a flag.
TELLING = re.compile(r"(_at|_until|until|^expires_on|^ends_on|^retired_on|^active|_active|^is_over)$")
NOTED = "when it was last seen or done: nothing is refused or allowed for it"
RECORDED = "what was said, in force until something else is: `tests/assessment/attendance/batches` takes each both ways"
DAYS = (
    "the days between which it holds, no move: `test_the_day_itself` and `the_day_itself` ask on the first and the last"
)
ONE_MOVE = "two states and one move, which `tests/interleavings/rows.py` makes in both"
ONCE = "good once, and for minutes: the tests of `tests/partners/access/sign_ins` bring each a second time"
COPY = "what another service said: nobody moves it here"
LISTED = "there or gone as the roster lists it: `tests/assessment/roster/roster_imports`"
CONTENT = "a part of a plan: the plan's matrix and its revision's are its"
WORK = "work to be done or done: `tests/keeping` and `tests/shared/test_events.py` take each both ways"
#: Tables with such a column whose rows have no matrix, each with the reason.
PLAIN: dict[str, str] = {
    **dict.fromkeys(("identities", "schools", "task_evidence", "opened_days", "begun_days", "failed_sign_ins"), NOTED),
    **dict.fromkeys(("role_assignments", "school_years", "caseload_assignments", "teams", "team_members"), DAYS),
    **dict.fromkeys(("messages", "escalations"), ONE_MOVE),
    "roster_sources": "it lists the roster or has ended: `tests/assessment/roster/roster_sources` ends one and takes that back",
    "student_schools": LISTED,
    "answer_links": "open, or over in any way, all alike: `tests/notifications/occasions/answers` brings each a second time",
    "own_notes": "its owner ticks it and takes the tick back: `tests/scheduling/work/own_notes`",
    **dict.fromkeys(("sign_in_attempts", "authorization_codes", "refresh_tokens"), ONCE),
    **dict.fromkeys(("logout_tokens_seen", "used_assertions"), "that something was used: it is there or it is not"),
    **dict.fromkeys(
        (
            "directory_staff",
            "directory_roles",
            "directory_catalogue",
            "known_teams",
            "team_parts",
            "known_parties",
            "known_consents",
            "placements",
        ),
        COPY,
    ),
    **dict.fromkeys(("attendance_events", "attendance_days", "school_enrollments"), RECORDED),
    **dict.fromkeys(("school_enrollment_held_rows", "school_enrollment_spoken_rows"), DAYS),
    **dict.fromkeys(("marks", "screening_results"), "as `incidents`"),
    "incidents": "what was said, in force until something else is: `tests/assessment/indicators`",
    "roles": "in use or retired, and back: `tests/partners/directory/role_catalogue`",
    **dict.fromkeys(("students", "guardians", "academic_sessions", "roster_courses", "classes", "enrollments"), LISTED),
    **dict.fromkeys(("roster_orgs", "roster_staff", "roster_roles"), LISTED),
    "left_out_roster_roles": "there or gone as the roster lists it and the district lets it",
    **dict.fromkeys(("goals", "strategies", "activities"), CONTENT),
    **dict.fromkeys(("outbox", "dead_letters", "due_days", "plan_announcements"), WORK),
    **dict.fromkeys(
        ("reader_days", "own_reader_days"), "what was counted on a day: `tests/shared/test_mass_readings.py`"
    ),
    **dict.fromkeys(
        ("preferences", "directory_information_policies"), "what is wished for, until it is wished otherwise"
    ),
    "staff": "at work or not, in or out: `tests/isolation/ways_to_end.py` ends it by every hand that may",
    "task_steps": "done or not, and back, as often as one likes, while its task is live: the task's matrix",
    "organizations": "merged or not: `tests/partners/community/organization_merges` takes it both ways",
    "organization_merges": "undone or not, and made anew: `tests/partners/community/organization_merges`",
    "organization_matches": "proposed until it has an end, and again: `tests/partners/community/organization_matches`",
    "contact_log": "there or taken back: `tests/partners/community/contact_log`",
    "organization_contacts": "there or forgotten: `tests/partners/states/test_may_of_organizations.py`",
    "student_merges": "undone or not, and made anew: `tests/assessment/roster/student_identities`",
    "student_matches": "proposed until somebody says no: `tests/assessment/roster/student_identities`",
    "directory_opt_outs": "said or taken back, and again: `tests/assessment/privacy/directory_information`",
}


def tables() -> list[Table]:
    """The tables of every service."""
    for service in SERVICES:
        rooms_of(service).load_tables()
    return [table for service in SERVICES for table in tables_of(service)]


def states_of_tables() -> set[object]:
    """The vocabulary of every column `state` of every service."""
    columns = [table.columns["state"] for table in tables() if "state" in table.columns]
    return {column.type.enum_class for column in columns if isinstance(column.type, Enum) and column.type.enum_class}


def test_every_state_of_a_table_has_a_matrix() -> None:
    assert states_of_tables() == set(MATRICES), "write its matrix into tests/states and walk it in a test of its room"


def telling(table: Table) -> list[str]:
    """Those of its columns that may say in what state a row is, where no column `state` does."""
    if "state" in table.columns and isinstance(table.columns["state"].type, Enum):
        return []
    own = (column for column in table.columns if column.name not in ("created_at", "updated_at"))
    return [column.name for column in own if TELLING.search(column.name) and may_come(column)]


def may_come(column: Column[Any]) -> bool:
    """Is it something that comes to a row later, or passes? What each row has from its first moment is a fact."""
    return (
        bool(column.nullable) or not column.name.endswith(("_at", "_on")) or column.name.startswith(("expires", "ends"))
    )


def test_every_state_that_is_reckoned_has_a_matrix_or_a_reason() -> None:
    states_of_tables()
    found = {table.name for table in tables() if telling(table)}
    assert len(RECKONED.keys() | PLAIN.keys()) == len(RECKONED) + len(PLAIN), "each in one alone"
    assert found == RECKONED.keys() | PLAIN.keys(), "write its matrix into tests/states, or the reason it has none"


def test_the_gate_sees_a_state_that_is_reckoned() -> None:
    facts = [Column[Any]("begun_at", DateTime, nullable=False), Column[Any]("created_at", DateTime)]
    assert telling(Table("plain", MetaData(), *facts)) == []
    ends = [Column[Any]("frozen_at", DateTime), Column[Any]("active", Boolean, nullable=False)]
    assert telling(Table("stately", MetaData(), *ends)) == ["frozen_at", "active"]


@pytest.mark.parametrize("name", RECKONED)
def test_a_reckoned_matrix_leads_to_no_state_that_is_not_there(name: str) -> None:
    found = RECKONED[name]
    assert {cell for row in found.values() for cell in row.values() if not cell.startswith("!")} <= set(found)
    walked = [*Path("tests/partners/states").glob("test_*.py"), Path("tests/scheduling/test_states_by_moments.py")]
    (called,) = [one for one, matrix in (vars(partners) | vars(scheduling)).items() if matrix is found]
    assert any(f"await walk({called}," in file.read_text() for file in walked), f"{called} is walked nowhere"


@pytest.mark.parametrize("states", MATRICES, ids=lambda states: states.__name__)
def test_a_matrix_has_every_state_and_leads_to_none_that_is_not_there(states: type[StrEnum]) -> None:
    found = MATRICES[states]
    assert set(found) == {state.value for state in states}
    led = {cell for row in found.values() for cell in row.values() if not cell.startswith("!")}
    assert led <= set(found)
