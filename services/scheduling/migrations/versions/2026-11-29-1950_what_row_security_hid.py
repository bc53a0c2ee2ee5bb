"""what row security hid."""

from alembic import op

revision = 'a41d7e90c5b2'
down_revision = 'c95e27f1a4d8'
branch_labels = None
depends_on = None

TABLES = ('plans', 'activities', 'directory_districts')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision.

    `plan_revisions` and `plans_that_end` meant to fill these columns, and row security, which binds the owner too, showed them
    no row.
    """
    for table in TABLES:
        op.execute(f'alter table {table} no force row level security')
    op.execute("update plans set revision = 1 where revision = 0 and published_at is not null")
    op.execute("""
        update activities a set reached_on = p.published_on from plans p
        where p.district_id = a.district_id and p.id = a.plan_id and p.published_on is not null and a.reached_on is null""")
    op.execute("""
        update plans p set ended_on = (p.archived_at at time zone coalesce(
          (select d.timezone from directory_districts d where d.district_id = p.district_id), 'UTC'))::date
        where p.state = 'archived' and p.ended_on is null""")
    for table in TABLES:
        op.execute(f'alter table {table} force row level security')
