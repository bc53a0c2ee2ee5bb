"""What makes the table append-only in the database itself, and the functions it is written and searched with.

Called by migrations. The application may insert facts and select; the system role may seal an unsealed entry as the next of its
district; triggers that fire for everybody (`enable always`) refuse every other change, the owner's too.
"""

from alembic import op

from shared.db.migrations import APP_ROLE, isolate, open_to_system

OWNER_ROLE = "throughline_owner"
FACTS = """id, occurred_at, actor, client_id, session_id, token_id, action, outcome, rows, reason, records, purpose,
  student_ids, basis, party_id, required_by_99_32, correlation_id"""

KEEP = """
create function keep_audit_entries() returns trigger language plpgsql as $$
declare sealed audit_entries;
begin
  if tg_op = 'UPDATE' then
    sealed := old;
    sealed.position := new.position;
    sealed.previous_hash := new.previous_hash;
    sealed.hash := new.hash;
    if old.position is null and new.position is not null and new is not distinct from sealed then
      return new;
    end if;
  end if;
  raise exception 'audit entries are neither changed nor deleted' using errcode = 'insufficient_privilege';
end $$"""

# Whatever stands behind an entry leads back to the first: with the unique index of positions there is no place but the next.
# Looked up row by row, so that it goes by that index however the statement was planned.
FOLLOW = """
create function keep_audit_chain() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if exists (
    select from sealed s where s.previous_hash is distinct from case
      when s.position = 1 then decode(repeat('00', 32), 'hex')
      else (select b.hash from audit_entries b where b.district_id = s.district_id and b.position = s.position - 1) end)
  then
    raise exception 'an audit entry follows the one before it' using errcode = 'insufficient_privilege';
  end if;
  return null;
end $$"""

RECORD = f"""
create function record_audit_entries(district uuid, entries jsonb) returns void language plpgsql as $$
begin
  perform set_config('app.district_id', district::text, true);
  insert into audit_entries (district_id, {FACTS})
  select district, {FACTS} from jsonb_to_recordset(entries) as e (
    id uuid, occurred_at timestamptz, actor text, client_id uuid, session_id uuid, token_id text, action text,
    outcome text, rows jsonb, reason text[], records text, purpose text, student_ids uuid[], basis text,
    party_id uuid, required_by_99_32 boolean, correlation_id text);
end $$"""  # noqa: S608  constants of this module

# Row security lets no index be used by an operator that is not leakproof, as those of GIN are not: these functions of the
# owner's look past it and name the district themselves. What is not sealed yet is in no GIN index, and few.
FIND = """
create function audit_entries_{name}(wanted {kind}) returns setof uuid language sql stable security definer
set search_path = public, pg_temp as $$
  select id from audit_entries where position is not null and {test}
  and district_id = nullif(current_setting('app.district_id', true), '')::uuid
  union all
  select id from audit_entries where position is null and {test}
  and district_id = nullif(current_setting('app.district_id', true), '')::uuid
$$"""
SEARCHES = (
    ("of_row", "text", "rows @> jsonb_build_array(jsonb_build_object('id', wanted))"),
    ("of_student", "uuid", "student_ids @> array[wanted]"),
)


def protect() -> None:
    """Isolation, rights, triggers and functions of `audit_entries`, which must exist."""
    isolate("audit_entries")
    open_to_system("audit_entries", "select, update (position, previous_hash, hash)")
    op.execute(f"create policy audit_entries_of_owner on audit_entries for select to {OWNER_ROLE} using (true)")
    op.execute(f"revoke insert, update, delete on audit_entries from {APP_ROLE}")
    op.execute(f"grant insert (district_id, {FACTS}) on audit_entries to {APP_ROLE}")
    op.execute(KEEP)
    for name, when in (
        ("rows", "update or delete on audit_entries for each row"),
        ("all", "truncate on audit_entries"),
    ):
        op.execute(f"create trigger keep_{name} before {when} execute function keep_audit_entries()")
        op.execute(f"alter table audit_entries enable always trigger keep_{name}")
    op.execute(RECORD)
    for name, kind, test in SEARCHES:
        op.execute(FIND.format(name=name, kind=kind, test=test))
        op.execute(f"revoke execute on function audit_entries_{name} from public")
        op.execute(f"grant execute on function audit_entries_{name} to {APP_ROLE}")


def protect_chain() -> None:
    """Let an entry be sealed as the next of its district alone, with the hash of the one before it."""
    op.execute(FOLLOW)
    op.execute(
        "create trigger keep_chain after update on audit_entries referencing new table as sealed "
        "for each statement execute function keep_audit_chain()"
    )
    op.execute("alter table audit_entries enable always trigger keep_chain")
