"""Whatever locks, or lets another lock for it, is seen to wait in a test: the sites are read from the code."""

from tests.code_sites import ROOT, calls, passes, says, sites

#: Functions that do nothing but lock: who calls one goes by it.
LOCKING = (
    *(
        "one_at_a_time",
        "wait_for_publishing",
        "wait_for_calendars",
        "wait_for_turn",
        "next_number",
        "lock_asked",
        "lock_of",
    ),
    *("lock_plan", "lock_plans", "lock_bytes", "lock_standing", "lock_ladder", "lock_staff", "lock_all", "lock_keys"),
    *("hold_staff", "hold_provider", "hold_party", "hold_client", "sealed_secrets"),
)
LOCKS = sites(
    says(r"\bfor (no key )?(update|share)\b|skip locked|pg_(try_)?advisory"),
    calls(".with_for_update", *LOCKING),
    passes("lock=True"),
)
#: Sites another test holds, by what it is called.
ELSEWHERE = {
    "services/partners/access/tokens/authenticating.py::hold": "test_no_token_is_issued_to_a_client_that_is_being_revoked",
    "services/notifications/occasions/escalations/service.py::set_ladder": (
        "test_a_ladder_is_replaced_on_the_version_the_other_leaves"
    ),
    "services/partners/directory/roles/catalogue.py::hold": "test_whoever_changes_a_role_waits_for_who_gives_it",
    "services/partners/directory/role_catalogue/service.py::change": "test_whoever_changes_a_role_waits_for_who_gives_it",
    "services/scheduling/views/rollups/aggregating.py::fold": "test_one_folds_at_a_time",
    "shared/audit/chain.py::_seal_batch": "test_the_chain_is_left_to_who_is_at_it",
    "shared/db/migrations.py::run_environment": "test_one_migrates_at_a_time",
    "shared/db/migrations.py::run_environment.<locals>.migrate": "test_one_migrates_at_a_time",
    "services/assessment/roster/roster_imports/approving.py::approve": (
        "test_of_two_who_approve_at_once_the_second_is_told"
    ),
    "services/assessment/records/student_records/turns.py::wait_for_roster": "test_nobody_pushes_into_a_running_import",
    "services/assessment/roster/roster_imports/days.py::look_each_day": "test_a_day_begins_after_a_running_import",
    # Shared by all who write, and never waited for: lists are read up to it.
    "shared/db/horizon.py::begin_sql": "test_what_is_being_written_bounds_its_district_and_no_other",
    "shared/context/lists.py::_rows_sql": "test_it_waits_for_who_changes_the_row_and_decides_on_what_they_leave",
    "shared/bus/relay.py::Relay.drain": "test_one_relay_sends_at_a_time",
    # The statement alone: who asks for a row with it names where it waits.
    "shared/db/loading.py::of_id": "test_it_waits_for_who_changes_the_row_and_decides_on_what_they_leave",
    "services/partners/access/sign_ins/notices.py::due": "test_a_notice_somebody_is_sending_is_passed_over",
}
#: Where a row may be there already because somebody else has just written it.
CLAIMS = {
    site
    for site in sites(says(r"on conflict"), calls(".on_conflict_do_update", ".on_conflict_do_nothing"))
    if site.startswith(("services/partners/", "shared/auth/", "shared/web/", "shared/audit/", "shared/events/"))
}
#: Those where nobody meets anybody, each with the reason.
ALONE = {
    "services/partners/privacy/disclosures/recording.py::_keep": "the statement of `keep_readings`, by who holds the position",
    "services/partners/privacy/placements/repository.py::merge": "of one service's events, which are taken one after the other",
    "services/partners/privacy/placements/repository.py::keep": "of one service's events, which are taken one after the other",
    "services/partners/access/scim/repository.py::sync_members": "the group is locked before: `replace_scim_group` waits",
}
WRITTEN = "".join(path.read_text() for path in sorted((ROOT / "tests/interleavings").glob("*.py")))


def short(site: str) -> str:
    """As cases name it: without the service."""
    return site.split("/", 2)[2] if site.startswith("services/") else site


def test_every_lock_is_seen_to_be_waited_for() -> None:
    missing = {site for site in LOCKS - ELSEWHERE.keys() if short(site) not in WRITTEN}
    assert missing == set(), "a case in tests/interleavings must name where it waits"


def test_every_claim_is_seen_to_be_disputed() -> None:
    missing = {site for site in CLAIMS if site not in WRITTEN and short(site) not in WRITTEN}
    assert missing == ALONE.keys(), "a case in tests/interleavings must name where it waits"


def test_what_stands_elsewhere_is_there() -> None:
    assert ELSEWHERE.keys() <= LOCKS
    tests = "".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in ELSEWHERE.values() if f"def {name}(" not in tests] == []
