"""SQL of what waits for a person's word: plans, revisions and barriers on which they have to act next.

It stands within `MY_DAY` (`repository.py`) and takes its arguments: [1] the person, [5] whether their token opens plans,
[6] whether it opens barriers. Who has to act says `planning/plans/people.py` of plans and `work/barriers/people.py` of
barriers; what is said here of rows is what they say when they tell of them.
"""

from services.scheduling.permissions import POLICY
from services.scheduling.planning.plans.rights import APPROVE_DISTRICT, APPROVE_INSTEAD, APPROVE_OWN
from services.scheduling.planning.plans.transitions import PUBLISH
from services.scheduling.references import BARRIER, PLAN
from services.scheduling.work.barriers.people import OPEN_TO_KEEPERS, keepers_in_sql
from shared.auth.profiles import DISTRICT_COORDINATOR
from shared.db.literals import literals
from shared.directory.queries import held_in_sql, not_left_in_sql
from shared.directory.references import SCHOOL, STAFF
from shared.events.next_to_act import Because

APPROVING = literals(sorted(POLICY.rules[APPROVE_DISTRICT].district))
#: A school's own plan: who approves it there, who in their place, and who if there is none of either.
APPROVING_OWN = literals(sorted(POLICY.rules[APPROVE_OWN].school))
INSTEAD = literals(sorted(POLICY.rules[APPROVE_INSTEAD].district))
LAST = literals(sorted(POLICY.rules[APPROVE_OWN].district))
PUBLISHING = literals(sorted(POLICY.rules[PUBLISH.right].district))
PUBLISHING_OWN = literals(sorted(POLICY.rules[PUBLISH.right].school))
COORDINATING = f"'{DISTRICT_COORDINATOR}'"
ME = "($1)[1]::uuid"
WROTE = "'person:' || ($1)[1] = any (w.authors)"

#: Plans and revisions on their way to the schools, alike; a revision's title is its plan's.
WRITTEN = """
written as materialized (
  select 'plan' as kind, p.id, p.id as plan_id, null::int as revision, p.title, p.state, p.authors, p.submitted_at, p.approved_at,
    p.updated_at, p.school_id from plans p where ($1)[5]::boolean and p.state in ('submitted', 'approved', 'returned')
  union all
  select 'revision', r.id, r.plan_id, r.number, p.title, r.state, r.authors, r.submitted_at, r.approved_at, r.updated_at,
    p.school_id
  from plan_revisions r join plans p on p.district_id = r.district_id and p.id = r.plan_id and p.state = 'published'
  where ($1)[5]::boolean and r.state in ('submitted', 'approved', 'returned'))"""

_HELD = f"{held_in_sql('(select day from today)')} and {not_left_in_sql()}"


def _held_by_me(profiles: str) -> str:
    return f"(select min(m.role) from mine m where m.school_id is null and m.profile in ({profiles}))"


def _mine_there(profiles: str) -> str:
    return f"(select min(m.role) from mine m where m.school_id = w.school_id and m.profile in ({profiles}))"


def _free(profiles: str, place: str) -> str:
    """Somebody who stands on one of the profiles at a place and had no hand in it."""
    return f"""exists (select from directory_roles r where r.school_id is not distinct from {place} and r.profile in ({profiles})
      and {_HELD} and not ('person:' || r.staff_id = any (w.authors)))"""


def _stands_in(profiles: str, *, unless: str) -> str:
    """One line for whoever decides over a school's own plan since nobody before them may."""
    return f"""
  select w.kind, w.id, w.plan_id, w.revision, null::uuid, w.title, w.state, 'approve', null::date, w.submitted_at,
    '{Because.NOBODY_ELSE}', {_held_by_me(profiles)}, null::uuid, null::uuid
  from written w where w.state = 'submitted' and w.school_id is not null and not {WROTE} and {_held_by_me(profiles)} is not null
    and not {_free(APPROVING_OWN, "w.school_id")} {unless}"""


ASKED_OF_OWN_PLANS = f"""
  select w.kind, w.id, w.plan_id, w.revision, null::uuid as barrier_id, w.title, w.state, 'approve' as act,
    null::date as due_on, w.submitted_at as since, '{Because.ROLE}' as because, {_mine_there(APPROVING_OWN)} as role,
    w.school_id, null::uuid as covers_id
  from written w where w.state = 'submitted' and not {WROTE} and {_mine_there(APPROVING_OWN)} is not null
  union all{_stands_in(INSTEAD, unless="")}
  union all{_stands_in(LAST, unless=f"and not {_free(INSTEAD, 'null')}")}
  union all
  select w.kind, w.id, w.plan_id, w.revision, null, w.title, w.state, 'publish', null, w.approved_at,
    '{Because.ROLE}', coalesce({_mine_there(PUBLISHING_OWN)}, {_held_by_me(COORDINATING)}),
    case when {_mine_there(PUBLISHING_OWN)} is not null then w.school_id end, null
  from written w where w.state = 'approved' and w.school_id is not null and case
    when exists (select from directory_roles r where r.school_id = w.school_id and r.profile in ({PUBLISHING_OWN}) and {_HELD})
    then {_mine_there(PUBLISHING_OWN)} is not null and ({WROTE} or not exists (
      select from directory_roles r where r.school_id = w.school_id and r.profile in ({PUBLISHING_OWN}) and {_HELD}
        and 'person:' || r.staff_id = any (w.authors)))
    else {_held_by_me(COORDINATING)} is not null end"""

ASKED_OF_PLANS = f"""
  select w.kind, w.id, w.plan_id, w.revision, null::uuid as barrier_id, w.title, w.state, 'approve' as act,
    null::date as due_on, w.submitted_at as since, '{Because.ROLE}' as because, {_held_by_me(APPROVING)} as role,
    null::uuid as school_id, null::uuid as covers_id
  from written w where w.state = 'submitted' and w.school_id is null and not {WROTE} and {_held_by_me(APPROVING)} is not null
  union all
  select w.kind, w.id, w.plan_id, w.revision, null, w.title, w.state, 'find_approver', null, w.submitted_at,
    '{Because.NOBODY_ELSE}', {_held_by_me(COORDINATING)}, null, null
  from written w where w.state = 'submitted' and {_held_by_me(COORDINATING)} is not null
    and case when w.school_id is null then not {_free(APPROVING, "null")}
        else not ({_free(APPROVING_OWN, "w.school_id")} or {_free(INSTEAD, "null")} or {_free(LAST, "null")}) end
  union all
  select w.kind, w.id, w.plan_id, w.revision, null, w.title, w.state, 'publish', null, w.approved_at,
    '{Because.ROLE}', {_held_by_me(PUBLISHING)}, null, null
  from written w where w.state = 'approved' and w.school_id is null and {_held_by_me(PUBLISHING)} is not null
    and ({WROTE} or not exists (
    select from directory_roles r where r.school_id is null and r.profile in ({PUBLISHING}) and {_HELD}
      and 'person:' || r.staff_id = any (w.authors)) and (
        {_held_by_me(COORDINATING)} is not null or not exists (
          select from directory_roles r where r.school_id is null and r.profile = '{DISTRICT_COORDINATOR}' and {_HELD})))
  union all
  select w.kind, w.id, w.plan_id, w.revision, null, w.title, w.state, 'mend', null, w.updated_at,
    '{Because.AUTHOR}', null, null, null
  from written w where w.state = 'returned' and {WROTE}"""

# Somebody without a role at any of its schools, and none for the district, keeps no barrier: the others are not looked at.
OPEN_BARRIERS = f"""
open_barriers as materialized (
  select b.id, b.level from barriers b
  where ($1)[6]::boolean and b.state in ({literals(OPEN_TO_KEEPERS)})
    and (b.assignee_id is null or b.state in ('raised', 'triaged', 'escalated'))
    and (exists (select from mine m where m.school_id is null) or exists (
      select from barrier_schools s where s.barrier_id = b.id and (
        s.school_id in (select m.school_id from mine m) or exists (select from covered))))
  order by b.answer_due_on, b.id limit 500)"""

ASKED_OF_BARRIERS = f"""
  select 'barrier', b.id, null, null, b.id, b.title, b.state,
    case b.state when 'raised' then 'triage' when 'reopened' then 'triage' when 'decided' then 'resolve' else 'answer' end,
    b.answer_due_on, b.updated_at,
    case when k.staff_id <> {ME} then '{Because.COVER}' when k.place = 9 then '{Because.NOBODY_ELSE}'
         else '{Because.ROLE}' end,
    k.role, k.school_id, case when k.staff_id <> {ME} then k.staff_id end
  from (select distinct on (k.barrier_id) k.* from keepers k
    where k.staff_id = {ME} or exists (
      select from covered c where c.owner_id = k.staff_id and k.school_id is not null
        and (c.school_id is null or c.school_id = k.school_id))
    order by k.barrier_id, k.staff_id <> {ME}, k.place, k.role) k
  join barriers b on b.id = k.barrier_id
  union all
  select 'barrier', b.id, null, null, b.id, b.title, b.state,
    case b.state when 'decided' then 'resolve' else 'answer' end, b.answer_due_on, b.updated_at,
    '{Because.ASSIGNED}', null, null, null
  from barriers b where ($1)[6]::boolean and b.assignee_id = {ME} and b.state in ('assigned', 'decided', 'reopened')
    and exists (select from mine)
  union all
  select 'barrier', b.id, null, null, b.id, b.title, b.state, 'confirm', null, b.updated_at, '{Because.RAISED}', null, null, null
  from barriers b where ($1)[6]::boolean and b.raised_by_id = {ME} and b.state = 'resolved' and exists (select from mine)"""

ASKED = f"""
mine as materialized (
  select r.role, r.profile, r.school_id from directory_roles r where r.staff_id = {ME} and {_HELD}),
{WRITTEN},
{OPEN_BARRIERS},
{keepers_in_sql("open_barriers", "(select day from today)")},
asked as (
{ASKED_OF_OWN_PLANS}
  union all
{ASKED_OF_PLANS}
  union all
{ASKED_OF_BARRIERS})"""

#: The list as the reply has it, but for the words of why.
ASKED_JSON = f"""(select coalesce(json_agg(wire order by due_on nulls last, since, id), '[]') from (
  select a.kind, a.id, {PLAN.reference("a.plan_id")} as plan, a.revision, {BARRIER.reference("a.barrier_id")} as barrier,
    (select b.number from barriers b where b.id = a.barrier_id) as number,
    a.title, a.state, a.act, a.due_on, a.since, a.because, a.role, {SCHOOL.reference("a.school_id")} as school,
    {STAFF.reference("a.covers_id")} as person
  from asked a limit 200) wire)"""
