"""How far a syncing client may be led in the order of changes: to where somebody of its district may still be writing.

Who writes holds, from the beginning of the transaction to its end, a shared lock whose number is the second of their moment: no
row they write is older. The oldest of a district's locks bounds its lists, and no other district's.
"""

from datetime import datetime
from uuid import UUID

#: From where seconds are counted, so that they fit into a lock's 32 bits until 2156.
BEGINNING = 1_577_836_800
#: Where a page's reading finds what was found before it looked.
SETTING = "app.horizon"
_DISTRICT = "hashtext(current_setting('app.district_id')::uuid::text)"
#: SQL that finds it. It is run before the page's own statement: whoever has ended by then is seen by that.
FIND = f"""select set_config('{SETTING}', (
  select coalesce(min(to_timestamp(l.objid::bigint + {BEGINNING})), 'infinity')
  from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
  where l.locktype = 'advisory' and l.objsubid = 2 and l.classid = {_DISTRICT}::oid and l.pid <> pg_backend_pid())::text, true)"""  # noqa: S608
#: SQL of what was found. What was written after the page was asked for (SQL of that moment) is the next page's.
HORIZON = f"least(current_setting('{SETTING}')::timestamptz, {{read_at}}::timestamptz)"


def begin_sql(district_id: UUID, since: datetime) -> str:
    """Statements that begin a transaction of a district in which no row will be older than this moment."""
    # Several statements in one message take no arguments: what stands in the text is a UUID's digits, and a number.
    district = f"set_config('app.district_id', '{UUID(int=district_id.int)}', true)"
    second = min(max(0, int(since.timestamp()) - BEGINNING), 2**32 - 1)
    # PostgreSQL takes the number as signed and shows it without a sign.
    second -= 2**32 if second >= 2**31 else 0
    return f"begin; select pg_advisory_xact_lock_shared(hashtext({district}::uuid::text), {second})"
