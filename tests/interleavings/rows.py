"""Calls that lock the row they decide over: what somebody else may do to it in that moment, and what they then answer."""

from dataclasses import dataclass

NEWER = {"version": "version + 1"}


@dataclass(frozen=True)
class Case:
    """A call of a route, the row it waits for, what another did to it meanwhile, and the answer if that stands."""

    service: str
    route: str
    table: str
    #: What the seeds call the row.
    thing: str
    change: dict[str, str]
    code: str
    #: Where it waits: `room/file.py::function` of the service.
    sites: tuple[str, ...]
    #: What the row must be for the call to be taken.
    first: str = ""
    by: str = ""
    #: The table whose version the call names, where it is another.
    named: str = ""


def partners(route: str, table: str, thing: str, change: dict[str, str], code: str, *sites: str, **more: str) -> Case:
    """A case of partners."""
    return Case("partners", route, table, thing, change, code, sites, **more)


def scheduling(route: str, table: str, thing: str, change: dict[str, str], code: str, *sites: str, **more: str) -> Case:
    """A case of scheduling."""
    return Case("scheduling", route, table, thing, change, code, sites, **more)


def notifications(
    route: str, table: str, thing: str, change: dict[str, str], code: str, *sites: str, **more: str
) -> Case:
    """A case of notifications."""
    return Case("notifications", route, table, thing, change, code, sites, **more)


REVOKED = {"revoked_at": "now()"}
WITHDRAWN = {"state": "'withdrawn'", "withdrawn_reason": "'x'", "withdrawn_cause": "'hand'"}
APPLICATION = "access/applications/repository.py::find_application"
CLIENT = "access/clients/repository.py::get_client"
USER, GROUP = "access/scim/repository.py::get_user", "access/scim/repository.py::get_group"
PLAN, REVISION = "planning/plans/service.py::get", "publication/revisions/service.py::_get"
#: An administration as scoring leaves it.
SCORED = """state = 'scored', held_on = '2026-11-02', scored_on = '2026-11-02',
answers = (select jsonb_object_agg(code, '{"points": 1, "not_applicable": false, "note": null}'::jsonb)
  from unnest('{a0,a1,b1}'::text[]) code),
results = '{"total": {"points": 3, "possible": 6, "met_threshold": false}, "subscales": []}'"""
BARRIER, TASK = "work/barriers/service.py::read", "work/tasks/service.py::read"

CASES = [
    partners(
        "change_application",
        "applications",
        "application_id",
        NEWER,
        "stale",
        APPLICATION,
        "access/applications/service.py::change",
    ),
    partners(
        "remove_application",
        "applications",
        "application_id",
        NEWER,
        "stale",
        APPLICATION,
        "access/applications/service.py::remove",
    ),
    partners(
        "change_client", "clients", "client_id", REVOKED, "client_revoked", CLIENT, "access/clients/service.py::change"
    ),
    partners(
        "revoke_client", "clients", "client_id", REVOKED, "revoked_already", CLIENT, "access/clients/service.py::revoke"
    ),
    partners(
        "add_client_secret", "clients", "client_id", REVOKED, "client_revoked", CLIENT, "access/clients/secrets.py::add"
    ),
    partners("revoke_client_secret", "clients", "client_id", NEWER, "", CLIENT, "access/clients/secrets.py::revoke"),
    partners(
        "revoke_consent",
        "consents",
        "consent_id",
        {**REVOKED, "revoked_by": "'eligible_student'"},
        "consent_revoked",
        "privacy/consents/service.py::revoke",
    ),
    *(
        partners(
            f"{verb}_grant_proposal",
            "grant_proposals",
            "proposal_id",
            {"outcome": "'refused'"},
            "proposal_decided",
            "access/grant_proposals/service.py::_taken",
        )
        for verb in ("confirm", "refuse")
    ),
    partners(
        "close_emergency_access",
        "emergency_accesses",
        "emergency_id",
        {"closed_at": "now()"},
        "emergency_closed",
        "privacy/emergency_access/service.py::_taken",
    ),
    partners(
        "review_emergency_access",
        "emergency_accesses",
        "emergency_id",
        {"outcome": "'justified'"},
        "emergency_reviewed_already",
        "privacy/emergency_access/service.py::_taken",
        first="closed_at = now()",
    ),
    partners(
        "replace_scim_user", "scim_users", "scim_user_id", NEWER, "stale", USER, "access/scim/service.py::replace"
    ),
    partners("change_scim_user", "scim_users", "scim_user_id", NEWER, "stale", USER, "access/scim/service.py::change"),
    partners("delete_scim_user", "scim_users", "scim_user_id", NEWER, "stale", USER, "access/scim/service.py::remove"),
    # Whoever else changed the person in that moment, what the provider says is written onto what they left.
    *(
        partners(
            *(f"{verb}_scim_user", "staff", "scim_user_id", NEWER, ""),
            *(USER, f"access/scim/service.py::{use_case}"),
            named="scim_users",
        )
        for verb, use_case in (("replace", "replace"), ("change", "change"), ("delete", "remove"))
    ),
    partners(
        "replace_scim_group", "scim_groups", "scim_group_id", NEWER, "stale", GROUP, "access/scim/groups.py::replace"
    ),
    partners(
        "change_scim_group", "scim_groups", "scim_group_id", NEWER, "stale", GROUP, "access/scim/groups.py::change"
    ),
    partners(
        "delete_scim_group", "scim_groups", "scim_group_id", NEWER, "stale", GROUP, "access/scim/groups.py::remove"
    ),
    partners(
        *("change_relationship", "relationships", "relationship_id", NEWER, "stale"),
        *("community/relationships/service.py::take", "community/relationships/service.py::change"),
    ),
    partners(
        *("change_team", "teams", "team_id", NEWER, "stale"),
        *("directory/teams/service.py::_take", "directory/teams/service.py::change"),
    ),
    scheduling(
        "change_own_note",
        "own_notes",
        "own_note_id",
        NEWER,
        "stale",
        "work/own_notes/service.py::_own",
        "work/own_notes/service.py::change",
        by="coordinator",
    ),
    scheduling(
        "change_plan",
        "plans",
        "plan_id",
        NEWER,
        "stale",
        PLAN,
        "planning/plans/service.py::change",
        first="state = 'draft'",
    ),
    scheduling(
        "submit_plan",
        "plans",
        "plan_id",
        {"state": "'submitted'"},
        "wrong_state",
        PLAN,
        "planning/plans/service.py::take",
        first="state = 'draft'",
    ),
    scheduling(
        "archive_plan",
        "plans",
        "plan_id",
        {"state": "'archived'"},
        "wrong_state",
        PLAN,
        "planning/plans/service.py::take",
    ),
    scheduling(
        "close_plan",
        "plans",
        "plan_id",
        {"state": "'closed'", "ended_on": "published_on"},
        "wrong_state",
        PLAN,
        "planning/plans/service.py::take",
    ),
    scheduling(
        "submit_revision",
        "plans",
        "plan_id",
        {"state": "'archived'"},
        "wrong_state",
        PLAN,
        "publication/revisions/service.py::_published",
        by="author",
    ),
    scheduling(
        "change_revision",
        "plan_revisions",
        "revision_id",
        NEWER,
        "stale",
        REVISION,
        "publication/revisions/service.py::change",
    ),
    scheduling(
        "discard_revision",
        "plan_revisions",
        "revision_id",
        {"state": "'discarded'"},
        "wrong_state",
        REVISION,
        "publication/revisions/service.py::discard",
    ),
    scheduling(
        "submit_revision",
        "plan_revisions",
        "revision_id",
        {"state": "'discarded'"},
        "wrong_state",
        REVISION,
        "publication/revisions/service.py::_take",
    ),
    scheduling(
        "start_task",
        "tasks",
        "task_id",
        WITHDRAWN,
        "wrong_state",
        TASK,
        "work/tasks/service.py::take",
        first="state = 'open', blocked_on = null",
    ),
    scheduling(
        "change_comment",
        "task_comments",
        "comment_id",
        {"deleted_at": "now()"},
        "wrong_state",
        "work/task_comments/repository.py::get_comment",
        by="coordinator",
    ),
    scheduling("comment_on_barrier", "barriers", "barrier_id", NEWER, "", BARRIER, "work/barriers/service.py::comment"),
    scheduling(
        "add_barrier_schools",
        "barriers",
        "barrier_id",
        {"state": "'resolved'"},
        "wrong_state",
        BARRIER,
        "work/barriers/service.py::_standing",
    ),
    scheduling(
        "triage_barrier",
        "barriers",
        "barrier_id",
        {"state": "'resolved'"},
        "wrong_state",
        BARRIER,
        "work/barriers/workflow.py::_to_move",
    ),
    scheduling(
        "reopen_barrier",
        "barriers",
        "barrier_id",
        {"state": "'triaged'"},
        "wrong_state",
        BARRIER,
        "work/barriers/workflow.py::_to_judge",
        first="state = 'resolved', resolution = 'x'",
        by="coordinator",
    ),
    scheduling(
        "change_work_rule",
        "work_rules",
        "work_rule_id",
        NEWER,
        "stale",
        "work/work_rules/service.py::_take",
        "work/work_rules/service.py::change",
    ),
    scheduling(
        "decline_proposal",
        "made_works",
        "made_work_id",
        {"state": "'undone'", "reason": "'corrected'"},
        "wrong_state",
        "work/work_rules/proposals.py::_take",
        "work/work_rules/proposals.py::decline",
        by="coordinator",
    ),
    scheduling(
        "end_delegation",
        "delegations",
        "delegation_id",
        {"ended_at": "now()"},
        "wrong_state",
        "work/delegations/service.py::read",
        "work/delegations/service.py::end",
    ),
    scheduling(
        "revoke_feed",
        "feeds",
        "feed_id",
        REVOKED,
        "revoked_already",
        "views/feeds/service.py::revoke",
        by="coordinator",
    ),
    scheduling(
        "add_handover_note",
        "handovers",
        "handover_id",
        NEWER,
        "",
        "work/handovers/service.py::_seen",
        "work/handovers/service.py::add_note",
    ),
    notifications(
        "retry_delivery",
        "deliveries",
        "delivery_id",
        {"state": "'due'"},
        "not_retryable",
        "messages/deliveries/repository.py::get_delivery",
        "messages/deliveries/service.py::retry",
        first="state = 'failed'",
    ),
    notifications(
        "acknowledge_escalation",
        "escalations",
        "escalation_id",
        {"acknowledged_at": "now()"},
        "",
        "occasions/escalations/service.py::acknowledge",
        by="recipient",
    ),
    notifications(
        "mark_read",
        "messages",
        "message_id",
        {"read_at": "now()"},
        "",
        "messages/inbox/service.py::_mine",
        "messages/inbox/service.py::mark_read",
        by="recipient",
    ),
    Case(
        "assessment",
        "end_caseload_assignment",
        "caseload_assignments",
        "assignment_id",
        NEWER,
        "stale",
        ("support/caseloads/repository.py::get", "support/caseloads/service.py::end"),
    ),
    Case(
        *("assessment", "correct_administration", "administrations", "administration_id", NEWER, "stale"),
        ("measures/administrations/corrections.py::correct",),
        first=SCORED,
    ),
    Case(
        *("assessment", "decline_attendance_proposal", "attendance_proposals", "attendance_proposal_id"),
        *({"state": "'withdrawn'", "withdrawn_because": "'undone'"}, "attendance_proposal_over"),
        ("attendance/proposals/service.py::_decide",),
    ),
    Case(
        *("assessment", "withdraw_administration", "administrations", "administration_id"),
        *({"state": "'withdrawn'"}, "withdrawn_already"),
        ("measures/administrations/corrections.py::withdraw",),
    ),
]
