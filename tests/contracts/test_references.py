"""What a reply refers to has its name beside its id; what stays a bare id is listed here, with the reason."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from deploy.contracts import CONTRACTS
from shared.testing.servers import SERVICES

CHILDREN = "a child's name, and with it their family's, leaves only in the rooms that are audited for it"
FROM_OUTSIDE = "somebody else's id, kept to the letter"
ROSTER = "the roster, which systems copy row by row"
SENT_BACK = "a document that is read, changed and sent back as it is"
EVENT = "what an event said, passed on as it was"
FACTS = "what a message told when it was made, names beside it"
AUDIT = "the audit holds ids and codes, never a name"
NAMELESS = "nothing people have a name for"
OUTSIDE = "somebody outside, whose name stands where they can be forgotten"
OWN = "the row's own id"
TASK = "a task is called as its activity is, and that stands beside it or in the address"

#: Properties that stay ids wherever they stand.
ANYWHERE = {
    **dict.fromkeys(("student_id", "student_ids", "guardian_id", "revoking_guardian_id"), CHILDREN),
    **dict.fromkeys(("source_id", "local_id"), FROM_OUTSIDE),
    **dict.fromkeys(("correlation_id", "change_id", "event_id", "district_id"), NAMELESS),
    "task_id": TASK,
}
#: Models all of whose ids stay.
MODELS = {
    "AuditEntry": AUDIT,
    **dict.fromkeys(("Audience", "TargetsSchools", "SchoolById", "DirectoryPolicy", "AskPerson"), SENT_BACK),
    **dict.fromkeys(("AcademicSession", "SchoolClass", "Enrollment"), ROSTER),
    **dict.fromkeys(
        (
            *("TaskData", "AssignedData", "ChangedData", "ChangedTask", "TouchedData", "TouchedTask"),
            *("PlanData", "RevisionData", "EditedData", "MeasuredData"),
            *("BarrierData", "MessageData", "MessageReadData"),
        ),
        EVENT,
    ),
    **dict.fromkeys(
        ("TaskTold", "TaskSoon", "TaskChanged", "TaskOverdue", "TaskEscalated", "SchoolShare", "PlanWeek"), FACTS
    ),
    **dict.fromkeys(
        ("WeeklySummaryFacts", "HandoverFacts", "DelegationFacts", "BarrierFacts", "MentionFacts"),
        FACTS,
    ),
    **dict.fromkeys(("EmergencyAccessFacts", "AttendanceAlertsFacts"), FACTS),
    **dict.fromkeys(("PlanStepFacts", "FirstTask", "TaskOfWeek", "TaskEarly"), FACTS),
    "AskedWish": EVENT,
}
#: Single properties.
SINGLE = {
    **dict.fromkeys(("ContactLogEntry.relationship_id", "RosterSource.ended_by_import_id"), NAMELESS),
    **dict.fromkeys(("ContactLogEntry.organization_contact_id", "OrganizationLine.contact_id"), OUTSIDE),
    **dict.fromkeys(("ImportedChange.row_id", "StudentMatch.other_id", "StudentMerge.merged_id"), CHILDREN),
    **dict.fromkeys(("AccessArrangement.school_ids", "IndicatorRule.school_ids"), SENT_BACK),
    "AccessArrangement.holder_id": "of the kind it says: staff and systems are in the directory, parties in their list",
    "RosterAlias.row_id": "of the kind it says, under the id of whoever lists it",
    "Guardian.no_contact_student_ids": CHILDREN,
    "StudentContact.household_id": "says who lives together, and names nothing",
    "AnswerLink.subject_id": "of a kind that its purpose says; who has it reads it by that",
    **dict.fromkeys(("IdentityProvider.client_id", "IdentityProvider.client_key_id"), FROM_OUTSIDE),
    **dict.fromkeys(("IdentityProvider.key_ids", "CheckReport.key_ids"), FROM_OUTSIDE),
    "Application.oauth_client_id": "the `client_id` of OAuth, to be copied into a configuration",
    "CurrentSession.session_id": OWN,
    **dict.fromkeys(
        (
            *("GrantProposal.result_id", "GrantToDecide.result_id", "GrantProposalDetail.result_id"),
            *("RoleAssignment.import_id", "RoleLeftOut.import_id", "AskedWork.origin_id"),
        ),
        NAMELESS,
    ),
    "PreviewedEnd.assignment_id": OWN,
    **dict.fromkeys(("AttendanceDay.attendance_batch_id", "ExplainedDay.attendance_batch_id"), NAMELESS),
    **dict.fromkeys(("SchoolEnrollment.attendance_batch_id", "DaySaid.attendance_batch_id"), NAMELESS),
    **dict.fromkeys(("DaySaid.attendance_correction_id", "ExplainedDay.attendance_correction_id"), NAMELESS),
    "AttendanceProposal.alert_id": NAMELESS,
    **dict.fromkeys(("Incident.incident_source_id", "Incident.action_source_id"), FROM_OUTSIDE),
    **dict.fromkeys((f"{one}.indicator_batch_id" for one in ("Incident", "Mark", "ScreeningResult")), NAMELESS),
    **dict.fromkeys(("PreviewedGrant.rule_id", "RuleNotHeld.rule_id", "Disclosure.emergency_access_id"), NAMELESS),
    **dict.fromkeys(("Delivery.message_id", "MyDayReason.comment_id", "CalendarDay.entry_id"), NAMELESS),
}


def properties(service: str) -> Iterator[tuple[str, str, Any]]:
    """(model, property, schema) of everything a service replies with."""
    document = json.loads((CONTRACTS / "openapi" / f"{service}.json").read_text())
    models = document["components"]["schemas"]
    replies = [
        reply.get("content", {})
        for operations in document["paths"].values()
        for operation in operations.values()
        for reply in operation["responses"].values()
    ]
    found: dict[str, None] = {}
    waiting = list(_named(replies))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += _named(models[name])
    for name in found:
        for field, schema in models[name].get("properties", {}).items():
            yield name, field, schema


def _named(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _named(part)
    elif isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].rpartition("/")[2]
        for part in schema.values():
            yield from _named(part)


def bare(service: str) -> set[tuple[str, str]]:
    """Properties of replies that are ids by their names."""
    return {(model, name) for model, name, _ in properties(service) if name.endswith(("_id", "_ids"))}


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_reply_refers_to_has_its_name_beside_its_id(service: str) -> None:
    assert {
        f"{model}.{name}"
        for model, name in bare(service)
        if name not in ANYWHERE and model not in MODELS and f"{model}.{name}" not in SINGLE
    } == set()


def test_the_list_of_what_stays_an_id_is_no_longer_than_it_must_be() -> None:
    found = {pair for service in SERVICES for pair in bare(service)}
    assert ANYWHERE.keys() <= {name for _, name in found}
    assert MODELS.keys() <= {model for model, name in found if name not in ANYWHERE}
    assert SINGLE.keys() <= {f"{model}.{name}" for model, name in found}


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_refers_in_one_shape(service: str) -> None:
    shape = {name: schema for model, name, schema in properties(service) if model == "Reference"}
    assert shape.keys() == {"id", "name"}
    assert shape["id"]["format"] == "uuid"
    assert {part["type"] for part in shape["name"]["anyOf"]} == {"string", "null"}
