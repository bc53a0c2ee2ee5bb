"""Folding: what changed since the last time is added to the cells; a roll-up's cost stays that of its cells."""

from shared.db import locks
from shared.db.engine import SYSTEM_ROLE, Database
from shared.settings import Settings

MOST_DELTAS = 50_000

# A reader sees either the changes or the cells they went into: it is one statement. Cells that come to nothing go.
FOLD = """
with gone as (
  delete from rollup_deltas d using (
    select district_id, plan_id, kind, id from rollup_deltas limit $1) taken
  where (d.district_id, d.plan_id, d.kind, d.id) = (taken.district_id, taken.plan_id, taken.kind, taken.id)
  returning d.*),
celled as (
  merge into rollup_cells c using (
    select district_id, plan_id, kind, member_id, state, due_on, on_time, owned, proved, sum(n)::int as n from gone
    group by district_id, plan_id, kind, member_id, state, due_on, on_time, owned, proved having sum(n) <> 0) g
  on (c.district_id, c.plan_id, c.kind, c.member_id, c.state, c.due_on, c.on_time, c.owned, c.proved)
   = (g.district_id, g.plan_id, g.kind, g.member_id, g.state, g.due_on, g.on_time, g.owned, g.proved)
  when matched and c.n + g.n = 0 then delete
  when matched then update set n = c.n + g.n
  when not matched then insert (district_id, plan_id, kind, member_id, state, due_on, on_time, owned, proved, n)
    values (g.district_id, g.plan_id, g.kind, g.member_id, g.state, g.due_on, g.on_time, g.owned, g.proved, g.n)),
dayed as (
  merge into rollup_days y using (
    select district_id, plan_id, kind, member_id, on_day, scope, done from (
      select district_id, plan_id, kind, member_id, on_day,
             coalesce(sum(n) filter (where state <> 'withdrawn'), 0)::int as scope,
             coalesce(sum(n) filter (where state = 'done'), 0)::int as done
      from gone group by district_id, plan_id, kind, member_id, on_day) summed
    where scope <> 0 or done <> 0) g
  on (y.district_id, y.plan_id, y.kind, y.member_id, y.on_day)
   = (g.district_id, g.plan_id, g.kind, g.member_id, g.on_day)
  when matched then update set scope = y.scope + g.scope, done = y.done + g.done
  when not matched then insert (district_id, plan_id, kind, member_id, on_day, scope, done)
    values (g.district_id, g.plan_id, g.kind, g.member_id, g.on_day, g.scope, g.done))
select count(*) from gone"""


async def fold(db: Database, _: Settings) -> None:
    """Fold what every district's tasks changed; another worker at it is left to it."""
    folded = MOST_DELTAS
    while folded == MOST_DELTAS:
        async with db.reading() as connection, connection.transaction():
            await connection.execute(f"set local role {SYSTEM_ROLE}")
            # Two workers that fold at once would wait for each other's cells.
            if not await connection.fetchval(locks.TRY, locks.Turn.FOLD):
                return
            folded = await connection.fetchval(FOLD, MOST_DELTAS)
