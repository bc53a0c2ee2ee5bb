"""SQL of announcements: who they are meant for, how that would reach them, what became of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from services.notifications.occasions.announcements.schemas import AnnouncementList, AnnouncementSummary
from services.notifications.occasions.announcements.tables import AnnouncementRow
from shared.auth.profiles import OWN_STAFF
from shared.context.context import Context
from shared.context.days import zone_in_sql
from shared.context.listing import listing
from shared.db.literals import literals
from shared.directory.queries import held_in_sql

LISTING = listing(AnnouncementRow, AnnouncementSummary, AnnouncementList, filters={"created_by": "s.created_by = {}"})

# Roles held today; then whoever holds one that is asked for where it is asked for, else the district's own staff there, and the
# people named; active ones.
PEOPLE = f"""
held as materialized (
  select r.staff_id, r.role, r.profile, r.school_id from directory_roles r
  where r.district_id = :district_id and {held_in_sql(":today")}),
places as materialized (
  select s.id from directory_schools s where s.district_id = :district_id
  and (s.id = any(cast(:school_ids as uuid[])) or s.tags && cast(:school_tags as text[]))),
wanted as (
  select h.staff_id from held h
  where (cardinality(cast(:roles as text[])) > 0 or :at_schools)
    and case when cardinality(cast(:roles as text[])) = 0 then h.profile in ({literals(sorted(OWN_STAFF))})
        else h.role = any(cast(:roles as text[])) end
    and (not :at_schools or h.school_id in (select id from places))
  union select unnest(cast(:staff_ids as uuid[]))),
people as materialized (
  select w.staff_id, s.email from wanted w
  join directory_staff s on s.district_id = :district_id and s.id = w.staff_id and s.active)"""

UNKNOWN = text("""
select '/audience/school_ids/' || n - 1 as pointer from unnest(cast(:school_ids as uuid[])) with ordinality u (id, n)
where not exists (select from directory_schools s where s.district_id = :district_id and s.id = u.id)
union all
select '/audience/staff_ids/' || n - 1 from unnest(cast(:staff_ids as uuid[])) with ordinality u (id, n)
where not exists (select from directory_staff s where s.district_id = :district_id and s.id = u.id and s.active)
order by 1 limit 100""")

IDS = text(f"with {PEOPLE} select staff_id from people order by staff_id limit :most")

OUTSIDERS = text(f"""with {PEOPLE} select exists (select from people p where not exists (
  select from held h where h.staff_id = p.staff_id and h.school_id = any(cast(:allowed as uuid[]))))""")

BY_ROLE = text(f"""with {PEOPLE}
select role, count(p.staff_id) from (
  select distinct h.role, h.staff_id from held h union all select unnest(cast(:roles as text[])), null) known
left join people p using (staff_id)
group by role having count(p.staff_id) > 0 or role = any(cast(:roles as text[])) order by role""")

BY_SCHOOL = text(f"""with {PEOPLE}
select s.id as school_id, s.name, count(distinct h.staff_id), count(*) over () as school_count
from held h join people p using (staff_id)
join directory_schools s on s.district_id = :district_id and s.id = h.school_id
where not :at_schools or h.school_id in (select id from places)
group by s.id, s.name order by 3 desc, s.name, s.id limit 50""")

# What the sender will ask (messages/deliveries/queue.py), counted: by outcome, and by quiet hours where there are any.
REACH = text(f"""with {PEOPLE},
ways as (
  select coalesce(w.choices -> :kind ->> 'inbox', 'on') as inbox,
    case when w.choices -> :kind ->> 'email' = 'off' then 'unsubscribed'
         when coalesce(p.email, '') = '' then 'no_address'
         when exists (select from suppressed_addresses a
                      where a.district_id = :district_id and a.address = lower(p.email)) then 'address_suppressed'
         when w.choices -> :kind ->> 'email' = 'daily' then 'held' else 'email' end as email,
    w.quiet_hours, coalesce(w.timezone, {zone_in_sql()}) as zone
  from people p left join preferences w on w.district_id = :district_id and w.id = p.staff_id)
select inbox, email, case when email = 'email' then quiet_hours end as quiet_hours,
  case when email = 'email' and quiet_hours is not null then zone end as zone, count(*)
from ways group by 1, 2, 3, 4""")

OUTCOMES = text("""select d.channel, d.state, d.reason, count(*)
from messages m join deliveries d on d.district_id = m.district_id and d.message_id = m.id
where m.district_id = :district_id and m.kind = :kind and m.subject_id = :id
group by d.channel, d.state, d.reason order by d.channel, d.state, d.reason""")


@dataclass(frozen=True)
class Wanted:
    """Whom an announcement is meant for, as SQL takes it."""

    district_id: UUID
    today: date
    roles: Sequence[str]
    school_ids: Sequence[UUID]
    school_tags: Sequence[str]
    staff_ids: Sequence[UUID]
    at_schools: bool


async def unknown(ctx: Context, wanted: Wanted) -> list[str]:
    """Where the audience names a school that is not there, or staff who are not (or no longer) there."""
    values = {"district_id": wanted.district_id, "school_ids": wanted.school_ids, "staff_ids": wanted.staff_ids}
    return list(await ctx.session.scalars(UNKNOWN, values))


async def find_people(ctx: Context, wanted: Wanted, most: int) -> list[UUID]:
    """The staff it is meant for, `most` at most."""
    return list(await ctx.session.scalars(IDS, {**asdict(wanted), "most": most}))


async def has_outsiders(ctx: Context, wanted: Wanted, allowed: Sequence[UUID]) -> bool:
    """Whether somebody of the audience holds no role at the allowed schools."""
    return bool(await ctx.session.scalar(OUTSIDERS, {**asdict(wanted), "allowed": allowed}))


async def count_by_role(ctx: Context, wanted: Wanted) -> Sequence[Row[Any]]:
    """(role, count); roles asked for that nobody holds count 0."""
    return (await ctx.session.execute(BY_ROLE, asdict(wanted))).all()


async def count_by_school(ctx: Context, wanted: Wanted) -> Sequence[Row[Any]]:
    """(school_id, name, count, school_count) of the fifty schools with the most people."""
    return (await ctx.session.execute(BY_SCHOOL, asdict(wanted))).all()


async def count_reach(ctx: Context, wanted: Wanted, kind: str) -> Sequence[Row[Any]]:
    """(inbox, email, quiet_hours, zone, count): what each channel would do, people counted."""
    return (await ctx.session.execute(REACH, {**asdict(wanted), "kind": kind})).all()


async def count_outcomes(ctx: Context, announcement_id: UUID, kind: str) -> Sequence[Row[Any]]:
    """(channel, state, reason, count) of its deliveries."""
    values = {"district_id": ctx.district_id, "kind": kind, "id": announcement_id}
    return (await ctx.session.execute(OUTCOMES, values)).all()
