"""feeds."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'c4d7a90be613'
down_revision = 'e6baa2c05ca0'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('feeds',
    sa.Column('kind', sa.Enum('person', 'school', name='feedkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('include_calendar', sa.Boolean(), nullable=False),
    sa.Column('secret_hash', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_used_on', sa.Date(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint("(kind = 'school') = (school_id is not null)", name=op.f('ck_feeds_school_named')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_feeds')),
    sa.UniqueConstraint('district_id', 'secret_hash', name='uq_feeds_secret')
    )
    op.create_index('ix_feeds_staff', 'feeds', ['district_id', 'staff_id'], unique=False, postgresql_where=sa.text('revoked_at is null'))
    isolate('feeds')
