"""days of schools that a closure overrules."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'b81d5e07f3c2'
down_revision = '0575c2fa9881'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision. What closures overruled before is gone."""
    op.create_table('overruled_days',
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('day_type', sa.Text(), nullable=False),
    sa.Column('school_is_held', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('by_school', sa.Boolean(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_overruled_days')),
    sa.UniqueConstraint('district_id', 'day', 'school_id', name='uq_overruled_days_day')
    )
    isolate('overruled_days')
