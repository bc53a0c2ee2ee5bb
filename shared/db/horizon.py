"""How far a syncing client may be led in the order of changes: to where somebody of its district may still be writing.

Who writes holds, from the beginning of the transaction to its end, a shared lock whose number is the millisecond of their moment:
no row they write is older. The oldest of a district's locks bounds its lists, and no other district's.
"""

from datetime import datetime
from uuid import UUID

#: A lock's number has 32 bits: it tells moments of 24 days around the reader's apart, and no work takes as long.
BITS = 2**32
#: Where a page's reading finds what was found before it looked.
SETTING = "app.horizon"
_DISTRICT = "hashtext(current_setting('app.district_id')::uuid::text)"
#: SQL that finds the locks. It is run before the page's own statement: whoever has ended by then is seen by that.
FIND = f"""select set_config('{SETTING}', coalesce((
  select string_agg(l.objid::text, ',') from pg_locks l
  join pg_database d on d.oid = l.database and d.datname = current_database()
  where l.locktype = 'advisory' and l.objsubid = 2 and l.classid = {_DISTRICT}::oid and l.pid <> pg_backend_pid()), ''), true)"""  # noqa: S608
_READ = "date_trunc('milliseconds', {read_at}::timestamptz)"
_SINCE = f"mod((extract(epoch from {_READ}) * 1000)::bigint - h.number::bigint + {BITS // 2}, {BITS}) - {BITS // 2}"
#: SQL of the oldest of them. What was written after the page was asked for (at `read_at`) is the next page's.
HORIZON = f"""(select least({{read_at}}::timestamptz, min({_READ} - interval '1 millisecond' * ({_SINCE})))
    from unnest(string_to_array(current_setting('{SETTING}'), ',')) h (number))"""  # noqa: S608


def begin_sql(district_id: UUID, since: datetime) -> str:
    """Statements that begin a transaction of a district in which no row will be older than this moment."""
    # Several statements in one message take no arguments: what stands in the text is a UUID's digits, and a number.
    district = f"set_config('app.district_id', '{UUID(int=district_id.int)}', true)"
    number = int(since.timestamp() * 1000) % BITS
    # PostgreSQL takes it as signed and shows it without a sign.
    number -= BITS if number >= BITS // 2 else 0
    return f"begin; select pg_advisory_xact_lock_shared(hashtext({district}::uuid::text), {number})"
