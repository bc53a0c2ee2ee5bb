"""Whatever deletes is known: a sweep has its rows in `tests/keeping`, an act takes away what somebody named."""

import ast

from tests.code_sites import ROOT, calls, says, sites

DELETES = sites(
    says(r"\bdelete\s+from\b|\btruncate (?!on)"),
    calls("session.delete", ".unlink", "rmtree"),
    lambda node: isinstance(node, ast.Call) and ast.unparse(node.func) == "delete",
)
#: By age, in every district: the tables (or the test) that are held to the second.
SWEEPS = {
    "shared/bus/relay.py::purge": ("outbox", "inbox", "idempotency_keys"),
    "shared/auth/ended.py::purge": ("ended_access",),
    "services/notifications/outlets/stream/repository.py::purge": ("stream_entries",),
    "services/partners/access/tokens/repository.py::purge": ("used_assertions", "failed_sign_ins"),
    "services/partners/access/sign_ins/repository.py::purge": (
        *("sign_in_attempts", "sign_in_sessions", "sign_in_refusals", "logout_tokens_seen"),
        *("authorization_codes", "refresh_tokens", "logout_notices"),
    ),
    "shared/mass_readings.py::measure": ("own_reader_days", "reader_days"),
    "shared/files/store.py::Store.forget": ("removed", "incoming"),
}
#: Because somebody or something said so of a thing, or because it was replaced, handled or counted in.
BY_ACT = {
    "services/assessment/roster/roster_imports/aliases.py::name",
    "services/assessment/attendance/batches/applying.py::apply",
    "services/assessment/attendance/batches/applying.py::leave_out_older",
    "services/assessment/attendance/batches/enrolling.py::_land",
    "services/assessment/feeds/batches/repository.py::drop_parts",
    "services/assessment/feeds/batches/staging.py::SentRows.drop_caught_up",
    "services/assessment/feeds/batches/staging.py::SentRows.forget_held",
    "services/assessment/feeds/batches/staging.py::SentRows.repeated",
    "services/assessment/indicators/batches/applying.py::_NO_NEWS",
    "services/assessment/indicators/batches/staging.py::refuse_nowhere",
    "services/assessment/roster/roster_imports/befores.py::forget",
    "services/assessment/roster/roster_imports/deltas.py::forget_held",
    "services/assessment/roster/roster_imports/deltas.py::hold_as_before",
    "services/assessment/roster/roster_imports/deltas.py::order",
    "services/assessment/roster/roster_imports/deltas.py::take_held",
    "services/assessment/roster/roster_imports/giving_way.py::give_way",
    "services/assessment/roster/roster_imports/people.py::drop_left",
    "services/assessment/roster/roster_imports/people.py::link",
    "services/assessment/roster/roster_imports/repository.py::add_changes",
    "services/assessment/roster/roster_imports/repository.py::add_faults",
    "services/assessment/roster/roster_imports/repository.py::drop_parts",
    "services/assessment/roster/roster_imports/repository.py::forget_held_rows",
    "services/assessment/roster/roster_imports/restoring.py::run",
    "services/assessment/roster/roster_imports/staging.py::reject",
    "services/assessment/records/roster_listings/combining.py::combine",
    "services/assessment/records/student_records/stays.py::undo",
    "services/assessment/records/roster_listings/worlds.py::_save",
    "services/assessment/records/roster_listings/worlds.py::enter",
    "services/assessment/records/roster_listings/worlds.py::together",
    "services/assessment/roster/roster_sources/service.py::_alias",
    "services/assessment/roster/student_contacts/service.py::_put",
    "services/assessment/roster/student_identities/service.py::remove_alias",
    "services/assessment/roster/student_identities/service.py::split",
    "services/notifications/messages/messages/repository.py::announce",
    "services/notifications/recipients/recipients/repository.py::lift",
    "services/partners/access/identities/service.py::unlink",
    "services/partners/access/scim/repository.py::delete_group",
    "services/partners/community/organization_matches/repository.py::keep_keys",
    "services/partners/community/organizations/service.py::remove_site",
    "services/partners/directory/roster_roles/repository.py::keep_left_out",
    "services/partners/access/scim/repository.py::leave_groups",
    "services/partners/access/scim/repository.py::sync_members",
    "services/partners/access/scim/service.py::remove",
    "services/partners/access/sign_ins/notices.py::drop",
    "services/scheduling/work/barriers/service.py::remove_task",
    "services/scheduling/work/evidence/repository.py::forget",
    "services/scheduling/work/evidence/repository.py::remove_evidence",
    "services/scheduling/year/corrections/repository.py::remove_entries",
    "services/scheduling/year/corrections/repository.py::overrule",
    "services/scheduling/year/corrections/repository.py::restore",
    "services/scheduling/work/evidence_files/service.py::remove",
    "services/scheduling/planning/plans/repository.py::replace_parts",
    "services/scheduling/planning/teams/repository.py::replace_parts",
    "services/scheduling/views/rollups/aggregating.py::fold",
    "services/scheduling/work/own_notes/service.py::remove",
    "services/scheduling/work/task_comments/repository.py::unmention",
    "services/scheduling/work/task_watchers/repository.py::remove",
    "services/scheduling/work/tasks/additions.py::remove_step",
    "shared/bus/dead_letters.py::drop",
    "shared/bus/dead_letters.py::retry_due",
    "shared/web/operations.py::_drop",
}


def test_whatever_deletes_is_known() -> None:
    # A route's description is no statement.
    found = {site for site in DELETES if "/routes.py::" not in site}
    assert found == SWEEPS.keys() | BY_ACT


def test_every_sweep_is_held_at_its_boundary() -> None:
    written = "".join((ROOT / "tests/keeping" / name).read_text() for name in ("tables.py", "test_purges.py"))
    assert [table for tables in SWEEPS.values() for table in tables if f'"{table}"' not in written] == []
