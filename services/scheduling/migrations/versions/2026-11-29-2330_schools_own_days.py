"""schools' own days."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'e7a2c4109b5d'
down_revision = '2f6a90d7c1e4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision. Every entry and every day type that stands is the district's."""
    op.create_table('school_calendar_policies',
    sa.Column('own_day_types', sa.Integer(), nullable=False),
    sa.Column('own_days', sa.Integer(), nullable=False),
    sa.Column('may_close', sa.Boolean(), nullable=False),
    sa.Column('district_day_types', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('id = district_id', name=op.f('ck_school_calendar_policies_one_row')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_school_calendar_policies'))
    )
    isolate('school_calendar_policies')
    op.add_column('calendar_days', sa.Column('by_school', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('day_types', sa.Column('school_id', sa.Uuid(), nullable=True))
    op.drop_constraint('uq_day_types_code', 'day_types', type_='unique')
    op.create_unique_constraint(
        'uq_day_types_code', 'day_types', ['district_id', 'code', 'school_id'], postgresql_nulls_not_distinct=True
    )
