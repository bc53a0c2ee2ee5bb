"""What a caller may do to a task now, in SQL: as `service.require` and the conditions of `transitions.py` have it."""

from dataclasses import replace

from services.scheduling.permissions import POLICY
from services.scheduling.work.owed_works.tables import ClosesBy, OwedState
from services.scheduling.work.task_states import TaskState, asked_for_in_sql
from services.scheduling.work.tasks import repository, transitions
from services.scheduling.work.tasks.schemas import Evidence
from services.scheduling.work.tasks.sharing import is_shared_by_in_sql, standing_for_in_sql
from services.scheduling.work.tasks.tables import EvidenceKind, EvidenceRow, OriginKind, WithdrawnCause
from services.scheduling.work.tasks.taking import roles_to_take_by_in_sql
from services.scheduling.work.tasks.transitions import REASSIGN, REOPEN, TRANSITIONS, WITHDRAW
from shared.auth.may import ACTOR, ME, NOW, OWN_ROLES, May, everywhere, granted
from shared.context.days import day_in_sql
from shared.context.listing import parts

#: In whose place the caller does and takes tasks today, and where.
TODAY = "(select day from may_today)"
STANDING = f"""may_today as (select {day_in_sql(NOW)} as day),
may_standing as materialized {standing_for_in_sql(ME, TODAY)}"""
#: Whom the caller acts for, each with the school (nothing: everywhere).
COVERED = (
    """(select array_agg(c.staff_id || '@' || coalesce(c.school_id::text, '')) from may_standing c where c.is_cover)"""
)
COVERS = f"array[t.owner_id || '@', t.owner_id || '@' || t.school_id] && {COVERED}::text[]"
#: The roles of whom the caller covers, by which they take from pools.
COVERED_ROLES = f"""(select array_agg(h.role || '@' || coalesce(h.school_id::text, ''))
    from {roles_to_take_by_in_sql("may_standing", TODAY)} h where h.is_cover)"""
OF_ITS_ROLE = (
    f"array[t.role || '@' || coalesce(t.school_id::text, '')] && ({OWN_ROLES}::text[] || {COVERED_ROLES}::text[])"
)
OWNS = f"(t.owner_id = {ME} or coalesce({COVERS}, false) or {is_shared_by_in_sql('may_standing', TODAY)})"


def _of_asker(right: str) -> str:
    """SQL: over what somebody gave decides who gave it, as the leads of its place do; over all else the right."""
    return f"""case when t.origin_kind <> '{OriginKind.GIVEN}' then {granted(right)}
      when t.given_by = {ME} then {granted("tasks:given")} else {granted(REASSIGN.right)} end"""


def _owed(which: str) -> str:
    """SQL: of what another service asked for, this is so."""
    return f"""(t.owed_work_id is null or exists (
    select from owed_works o where o.district_id = t.district_id and o.id = t.owed_work_id and {which}))"""


def _to_remove(called: str) -> str:
    """SQL: a row of evidence is a file of the caller's own, or they may take away what others added."""
    return f"""{called}.kind = '{EvidenceKind.FILE}' and ({called}.created_by = {ACTOR} or {granted("additions:remove")})"""


BY_HAND = f"o.closes_by = '{ClosesBy.HAND}'"
#: Of a task without an activity what closes it stands in its rule, if a rule made it.
PROVED = """coalesce(a.done_when ->> 'kind', (select o.rule #>> '{done_when,kind}' from owed_works o
    where o.district_id = t.district_id and o.id = t.owed_work_id)) = 'event'"""

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state="t.state",
    school="t.school_id",
    owner=OWNS,
    rights={
        # Whoever is shown the task may see it.
        "tasks:read": "true",
        **{move.right: _of_asker(move.right) for move in (WITHDRAW, REASSIGN, REOPEN)},
    },
    conditions={
        transitions.is_asked_for: asked_for_in_sql(),
        transitions.is_free: f"t.state <> '{TaskState.BLOCKED}'",
        transitions.is_closed_by_hand: _owed(BY_HAND),
        transitions.needs_no_proof: f"({PROVED}) is not true",
        transitions.is_a_hands: f"t.origin_kind <> '{OriginKind.OWED}'",
        transitions.is_still_owed: _owed(f"o.state = '{OwedState.STANDING}' and {BY_HAND}"),
        transitions.was_a_hands: f"""t.state <> '{TaskState.WITHDRAWN}' or (t.withdrawn_cause = '{WithdrawnCause.HAND}'
      and (t.origin_kind = '{OriginKind.GIVEN}' or {everywhere(WITHDRAW.right)}))""",
        transitions.is_theirs_to_take: f"t.is_pool and t.owner_id is null and coalesce({OF_ITS_ROLE}, false)",
        transitions.is_theirs_to_release: "t.is_pool and t.owner_id is not null",
    },
    besides={
        # Everybody who holds the role has one of their own.
        **dict.fromkeys((REASSIGN.name, transitions.TAKE.name, transitions.RELEASE.name), "t.slot_id is null"),
        transitions.REMOVE_FILE.name: f"exists (select from task_evidence e where e.task_id = t.id and {_to_remove('e')})",
    },
    given=STANDING,
)
MAY_EVIDENCE = MAY.of_part(transitions.REMOVE_FILE, "delete", _to_remove("p"))
EVIDENCE = parts(EvidenceRow, Evidence, repository.OF_TASK, {"may": MAY_EVIDENCE.sql})
#: Tasks as callers are shown them.
LISTING = MAY.on(repository.LISTING)
WHOLE = MAY.on(replace(repository.WHOLE, columns=f"{repository.WHOLE.columns}, {EVIDENCE} as evidence"))
