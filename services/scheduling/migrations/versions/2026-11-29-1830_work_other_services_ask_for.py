"""work other services ask for."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'c95e27f1a4d8'
down_revision = 'f15c72d0a8e3'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision. No task is written anew."""
    op.create_table('owed_works',
    sa.Column('service', sa.Text(), nullable=False),
    sa.Column('origin_type', sa.Text(), nullable=False),
    sa.Column('origin_id', sa.Uuid(), nullable=False),
    sa.Column('heard_version', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Enum('standing', 'refused', 'settled', name='owedstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('wish', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('owned_by', sa.Enum('one', 'each', 'any', name='ownedby', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('text_code', sa.Text(), nullable=True),
    sa.Column('text_values', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('title', sa.Text(), nullable=True),
    sa.Column('link', sa.Text(), nullable=True),
    sa.Column('closes_by', sa.Enum('origin', 'hand', name='closesby', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('settled_as', sa.Text(), nullable=True),
    sa.Column('settled_on', sa.Date(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_owed_works')),
    sa.UniqueConstraint('district_id', 'service', 'origin_type', 'origin_id', name='uq_owed_works_origin')
    )
    isolate('owed_works')
    op.add_column('tasks', sa.Column('owed_work_id', sa.Uuid(), nullable=True))
    op.create_index('ix_tasks_owed_work', 'tasks', ['district_id', 'owed_work_id', 'id'], unique=False, postgresql_where=sa.text('owed_work_id is not null'))
    # A check of what stands would read every task: none was owed until now.
    op.execute("alter table tasks add constraint ck_tasks_owed_work check ((origin_kind = 'owed') = (owed_work_id is not null)) not valid")
