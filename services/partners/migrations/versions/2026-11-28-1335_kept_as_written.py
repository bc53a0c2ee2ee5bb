"""kept as written."""

from alembic import op

from shared.db.migrations import APP_ROLE, SYSTEM_ROLE

revision = '5d1c7be2a940'
down_revision = '7ec87444ab75'
branch_labels = None
depends_on = None

LEDGER = ("disclosures", "disclosed_students", "student_readings")
STAMPS = ("updated_at", "updated_by", "version")
# By table: what is filled in later, and when nothing may be any more.
LATER = {
    "consents": (("revoked_at", "revoked_by", "revoking_guardian_id"), "old.revoked_at is not null"),
    "emergency_accesses": (
        ("closed_at", "outcome", "review_note", "reviewed_at", "reviewed_by_id"),
        "old.outcome is not null or old.closed_at is not null and new.closed_at is distinct from old.closed_at",
    ),
}
REFUSE = """
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% are kept as they were written', tg_table_name using errcode = 'insufficient_privilege';
end $$"""


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.execute(REFUSE)
    for table in LEDGER:
        refuse(table, "rows", "update or delete", "for each row")
        refuse(table, "all", "truncate")
    for table, (columns, over) in LATER.items():
        later = ", ".join((*columns, *STAMPS))
        op.execute(f"revoke update, delete, truncate on {table} from {APP_ROLE}")
        op.execute(f"grant update ({later}) on {table} to {APP_ROLE}")
        changed = " is distinct from ".join(f"(to_jsonb({row}) - string_to_array('{later}', ', '))" for row in ("old", "new"))
        refuse(table, "rows", "update", f"for each row when ({over} or {changed})")
        refuse(table, "dropped", "delete", "for each row")
        refuse(table, "all", "truncate")
    # The timer looks for what is over; a reason tells of a student.
    op.execute(f"revoke all on emergency_accesses from {SYSTEM_ROLE}")
    op.execute(f"grant select (district_id, until, closed_at) on emergency_accesses to {SYSTEM_ROLE}")


def refuse(table: str, name: str, deed: str, when: str = "") -> None:
    """Refuse it to everybody, whoever they are: `enable always` fires for the owner and for a restoring superuser."""
    op.execute(f"create trigger keep_{name} before {deed} on {table} {when} execute function refuse_change()")
    op.execute(f"alter table {table} enable always trigger keep_{name}")
