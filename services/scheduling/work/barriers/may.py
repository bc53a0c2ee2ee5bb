"""What a caller may do to a barrier now, in SQL: as `service.may` and `workflow.py` have it."""

from services.scheduling.permissions import POLICY
from services.scheduling.work.barriers import repository, transitions
from services.scheduling.work.barriers.clocks import DEFAULTS
from services.scheduling.work.barriers.tables import BarrierLevel
from services.scheduling.work.barriers.transitions import COMMENTS, CONFIRM, TRANSITIONS, TRIAGE
from shared.auth.may import ACTOR, ME, NOW, ROLES, May, at, everywhere, works_at
from shared.context.days import day_in_sql

TODAY = day_in_sql(NOW)
ITS = "from barrier_schools b where b.barrier_id = s.id"
THEIRS = f"coalesce({ME} in (s.raised_by_id, s.assignee_id), false)"
#: Who writes to it: by a role for the district or at one of its schools, or as their own; one of no school is the district's.
WRITES = f"""({everywhere(COMMENTS.right)}
      or exists (select {ITS} and ({at(COMMENTS.right, "b.school_id")} or ({THEIRS} and {works_at("b.school_id")})))
      or ({THEIRS} and not exists (select {ITS})))"""
#: Who moves it: who has to answer, the district, and on their level the leads of all its schools.
MOVES = f"""case when coalesce(s.assignee_id = {ME}, false) then cardinality({ROLES}) > 0
      else {everywhere(TRIAGE.right)} or (s.level = '{BarrierLevel.SCHOOL}' and exists (select {ITS})
        and not exists (select {ITS} and not {at(TRIAGE.right, "b.school_id")})) end"""
#: Is school held on `d.day`? After the last school year that is known every weekday counts.
IS_HELD = """case
        when d.day > coalesce((select max(y.ends_on) from school_years y
          where y.school_id is null and y.ends_on >= s.resolved_on), '-infinity') then extract(isodow from d.day) < 6
        when exists (select from school_years y where y.school_id is null and d.day between y.starts_on and y.ends_on)
        then coalesce((select l.school_is_held from calendar_days l where l.school_id is null and l.day = d.day),
          extract(isodow from d.day) < 6)
        else false end"""
#: The raiser has kept silent for as many school days as the district gives them.
WAITED = f"""s.resolved_on < {TODAY} and (
        select count(*) from (
          select generated::date as day from generate_series(s.resolved_on + 1, {TODAY} - 1, interval '1 day') generated) d
        where {IS_HELD}) >= coalesce((select c.confirmation from barrier_clocks c), {DEFAULTS.confirmation})"""
#: Who judges: who raised it, and in their stead whoever has the right.
JUDGES = f"(s.raised_by = {ACTOR} or ({everywhere(CONFIRM.right)} and {WAITED}))"

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    school="",
    rights={COMMENTS.right: WRITES, TRIAGE.right: MOVES, CONFIRM.right: JUDGES},
    conditions={transitions.has_level_above: f"s.level <> '{BarrierLevel.OUTSIDE}'"},
)
#: Barriers as callers are shown them.
LISTING = MAY.on(repository.LISTING)
