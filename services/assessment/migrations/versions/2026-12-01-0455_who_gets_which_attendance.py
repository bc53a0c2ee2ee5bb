"""who gets which attendance."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '1c40d4714ec6'
down_revision = 'c4e2d6b01f38'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('access_arrangements',
    sa.Column('state', sa.Enum('active', 'ended', name='arrangementstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('holder_kind', sa.Enum('staff', 'client', 'party', name='holderkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=False),
    sa.Column('data', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('school_ids', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('ground', sa.Enum('role', 'agreement', 'consent', name='accessground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rhythm', sa.Enum('weekly', 'school_daily', name='accessrhythm', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('silent_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_access_arrangements'))
    )
    op.create_index('ix_access_arrangements_updated_at', 'access_arrangements', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('access_arrangements')
