"""preview limits."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'c41d7f0a9e52'
down_revision = '49f9d9a50568'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('preview_limits',
    sa.Column('tasks_per_person_and_month', sa.Integer(), nullable=False),
    sa.Column('tasks_per_school_and_week', sa.Integer(), nullable=False),
    sa.Column('plans_per_school', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('id = district_id', name=op.f('ck_preview_limits_one_row')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_preview_limits'))
    )
    isolate('preview_limits')
