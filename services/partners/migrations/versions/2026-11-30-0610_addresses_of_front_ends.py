"""addresses of front ends, and which one people last signed in to."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'e5a9027bd36f'
down_revision = '71eb51de0080'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('applications', sa.Column('addresses', postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('applications', sa.Column('is_default', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        'uq_applications_default', 'applications', ['district_id'], unique=True,
        postgresql_where=sa.text('is_default and removed_at is null'),
    )
    # The owner is bound by row security too, and looks past it for this statement.
    for table in ('sign_in_sessions', 'outbox'):
        op.execute(f'alter table {table} no force row level security')
    op.execute("""
        insert into outbox (district_id, id, type, subject, data, actor, correlation_id, occurred_at)
        select district_id, uuidv7(), 'partners.application.used.v1', 'staff/' || staff_id,
          json_build_object('staff_id', staff_id, 'application_id', application_id, 'signed_in_at', created_at),
          'service:partners', uuidv7()::text, now()
        from (select distinct on (district_id, staff_id) district_id, staff_id, application_id, created_at
              from sign_in_sessions where application_id is not null
              order by district_id, staff_id, created_at desc, id desc) last
        order by district_id, staff_id""")
    for table in ('sign_in_sessions', 'outbox'):
        op.execute(f'alter table {table} force row level security')
