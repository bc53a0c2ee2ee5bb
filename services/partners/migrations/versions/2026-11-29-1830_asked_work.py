"""asked work."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '4ae90c73b1f5'
down_revision = 'a94d2c6b7e15'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('asked_works',
    sa.Column('origin_type', sa.Text(), nullable=False),
    sa.Column('origin_id', sa.Uuid(), nullable=False),
    sa.Column('wish', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('wish_version', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'taken', 'refused', 'settled', name='askedstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('task_count', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_as', sa.Enum('done', 'dropped', name='settledas', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_asked_works')),
    sa.UniqueConstraint('district_id', 'origin_type', 'origin_id', name='uq_asked_works_origin')
    )
    op.create_index('ix_asked_works_state', 'asked_works', ['district_id', 'state', 'id'], unique=False)
    op.create_index('ix_asked_works_updated_at', 'asked_works', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('asked_works')
