"""proofs."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '7c41e0b8d2a6'
down_revision = 'd41b7c90e2a6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('proofs',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('activity_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('task_id', sa.Uuid(), nullable=True),
    sa.Column('outcome', sa.Enum('closed', 'further', 'nowhere', name='proofoutcome', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('event_id', sa.Uuid(), nullable=False),
    sa.Column('event_type', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('fact_on', sa.Date(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint("(outcome = 'nowhere') = (task_id is null)", name=op.f('ck_proofs_of_a_task')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_proofs')),
    sa.UniqueConstraint('district_id', 'activity_id', 'school_id', 'event_id', name='uq_proofs_event')
    )
    op.create_index('ix_proofs_plan', 'proofs', ['district_id', 'plan_id', 'fact_on', 'id'], unique=False)
    op.create_index('ix_proofs_school', 'proofs', ['district_id', 'school_id', 'fact_on', 'id'], unique=False)
    op.create_index('ix_proofs_outcome', 'proofs', ['district_id', 'outcome', 'fact_on', 'id'], unique=False)
    op.create_index('ix_proofs_event', 'proofs', ['district_id', 'event_id', 'id'], unique=False)
    op.create_index('ix_proofs_fact_on', 'proofs', ['district_id', 'fact_on', 'id'], unique=False)
    op.create_index('ix_proofs_updated_at', 'proofs', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('proofs')
