"""SQL fragments of what changes many tasks at once: history, and one event for each person it concerns."""

from services.scheduling.work.tasks.events import ChangeCounts, ChangedLine, TasksChanged
from shared.events.emitting import emit_sql, json_sql

#: How many tasks one event names.
LINES = 50

STAMP = "updated_at = :now, updated_by = :actor, version = t.version + 1"

FORMER = """old.state as former_state, old.owner_id as former_owner_id, old.due_on as former_due_on,
            new.id, new.origin_kind, new.plan_id, new.activity_id, new.owed_work_id, new.role, new.is_pool,
            new.school_id, new.owner_id, new.state, new.due_on"""

LINE = json_sql(
    *(ChangedLine, "t"),
    **{
        "task_id": "t.id",
        "origin_kind": "t.origin_kind",
        "activity_code": "a.code",
        "title": "coalesce(a.title, o.title)",
        "text_code": "o.text_code",
        "text_values": "o.text_values",
        "because": "o.because",
        "change": "e.change",
        "other_id": "e.other_id",
    },
)
COUNTS = json_sql(
    ChangeCounts, **{change: f"count(*) filter (where change = '{change}')" for change in ChangeCounts.model_fields}
)
EMIT = emit_sql(
    *(TasksChanged, "people e", "e"),
    order_by="e.person_id",
    change_id=":change_id",
    cause="cast(:cause as text)",
    plan_title="(select p.title from plans p where p.district_id = :district_id and p.id = e.plan_id)",
    plan_school_id="(select p.school_id from plans p where p.district_id = :district_id and p.id = e.plan_id)",
    owner_id="e.person_id",
)


def emitted_in_sql(updated: str, added: str = "") -> str:
    """The end of a statement that changes tasks: CTEs that write history and events, and the counts of `changes.Outcome`.

    `updated` and `added` are its CTEs of the tasks changed and made: both have FORMER's columns, `added` the former ones null.
    It takes `:change_id`, `:cause` and what `Context.emitting()` gives.

    A role that changes hands is told by its handover, also one that has waited for somebody; here then only who had nobody
    before them, or gets back what was theirs. What waits in a pool lacks nobody: it has no line of nobody's.
    """
    nothing = f"(select * from {updated} where false) nothing"
    return f"""
touched as (select * from {updated} union all select * from {added or nothing}),
noted as (
  insert into task_history (district_id, id, task_id, happened_at, actor, what, before, after, change_id)
  select :district_id, uuidv7(), u.id, :now, :actor, w.what, w.before, w.after, :change_id
  from {updated} u, lateral (values
    ('state', u.former_state, u.state), ('owner_id', u.former_owner_id::text, u.owner_id::text),
    ('due_on', u.former_due_on::text, u.due_on::text)) w (what, before, after)
  where w.before is distinct from w.after),
effects as (
  select t.id, t.owner_id as person_id, null::uuid as other_id,
         case when t.state = 'withdrawn' then 'withdrawn' when t.former_state is null or t.former_state = 'withdrawn'
              then 'added' else 'redated' end as change
  from touched t where t.former_state is null or (t.former_state = 'withdrawn') <> (t.state = 'withdrawn')
     or (t.former_due_on <> t.due_on and t.owner_id is not distinct from t.former_owner_id)
  union all
  select t.id, t.owner_id, t.former_owner_id, 'received' from touched t
  where t.former_state <> 'withdrawn' and t.state <> 'withdrawn' and t.owner_id is distinct from t.former_owner_id
    and (:cause <> 'role' or (t.former_owner_id is null and not exists (
      select from handovers h left join activities a on a.district_id = h.district_id and a.id = t.activity_id
      where h.district_id = :district_id and h.school_id is not distinct from t.school_id
        and h.role = coalesce(t.role, a.owner_role) and h.new_owner_id is null
        and h.former_owner_id <> t.owner_id)))
  union all
  select t.id, t.former_owner_id, t.owner_id, 'given_away' from touched t
  where t.former_state <> 'withdrawn' and t.state <> 'withdrawn' and t.owner_id is distinct from t.former_owner_id
    and :cause <> 'role'),
lines as (
  select e.person_id, e.change, t.plan_id,
         row_number() over (partition by e.person_id order by t.due_on, t.id, e.change) as place,
         {LINE} as line
  from effects e join touched t on t.id = e.id and (e.person_id is not null or not t.is_pool)
  left join activities a on a.district_id = :district_id and a.id = t.activity_id
  left join owed_works o on o.district_id = :district_id and o.id = t.owed_work_id),
people as (
  select person_id, case when count(distinct plan_id) = 1 then min(plan_id::text)::uuid end as plan_id,
    {COUNTS} as counts,
    json_agg(line order by place) filter (where place <= {LINES}) as lines
  from lines group by person_id),
told as (
  {EMIT})
select (select count(*) from {added or nothing}) as added,
  count(*) filter (where state = 'withdrawn') as withdrawn,
  count(*) filter (where former_state = 'withdrawn') as revived,
  count(*) filter (where state <> 'withdrawn' and former_state <> 'withdrawn' and former_due_on <> due_on) as redated,
  count(*) filter (where state <> 'withdrawn' and former_state <> 'withdrawn'
                     and owner_id is distinct from former_owner_id) as moved,
  count(distinct school_id) as schools,
  (select count(*) from people where person_id is not null) as people
from {updated}"""
