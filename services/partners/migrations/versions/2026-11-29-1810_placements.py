"""placements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'a94d2c6b7e15'
down_revision = '6f1e0b9c47d2'
branch_labels = None
depends_on = None

ENUM = {'native_enum': False, 'create_constraint': True, 'length': 40}


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'placements',
        sa.Column('school_ids', sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('listed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('was_at', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_placements')),
    )
    op.create_table(
        'consent_standings',
        sa.Column('standing', sa.Enum('stands', 'waits', 'unfit', name='standing', **ENUM), nullable=False),
        sa.Column(
            'reason',
            sa.Enum('not_the_schools_student', 'signer_not_guardian', name='unfit', **ENUM),
            nullable=True,
        ),
        sa.Column('weighed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_consent_standings')),
        sa.CheckConstraint(
            "(standing = 'unfit') = (reason is not null)", name=op.f('ck_consent_standings_unfit_with_a_reason')
        ),
    )
    isolate('placements', 'consent_standings')
