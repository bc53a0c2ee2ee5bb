"""what is known of students."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'e52f7a1c08d4'
down_revision = '8d04f33c2314'
branch_labels = None
depends_on = None


def stamped() -> list[sa.Column]:
    """What every row carries."""
    return [
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by', sa.Text(), nullable=False),
        sa.Column('updated_by', sa.Text(), nullable=False),
        sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    ]


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('student_demographics',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('american_indian_or_alaska_native', sa.Boolean(), nullable=True),
    sa.Column('asian', sa.Boolean(), nullable=True),
    sa.Column('black_or_african_american', sa.Boolean(), nullable=True),
    sa.Column('native_hawaiian_or_other_pacific_islander', sa.Boolean(), nullable=True),
    sa.Column('white', sa.Boolean(), nullable=True),
    sa.Column('two_or_more_races', sa.Boolean(), nullable=True),
    sa.Column('hispanic_or_latino', sa.Boolean(), nullable=True),
    sa.Column('home_language', sa.Text(), nullable=True),
    sa.Column('preferred_language', sa.Text(), nullable=True),
    *stamped(),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_student_demographics'))
    )
    op.create_index('uq_student_demographics_student', 'student_demographics', ['district_id', 'student_id'], unique=True)
    op.create_table('student_contacts',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('guardian_id', sa.Uuid(), nullable=False),
    sa.Column('relationship', sa.Text(), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('lives_with', sa.Boolean(), nullable=True),
    sa.Column('has_custody', sa.Boolean(), nullable=True),
    sa.Column('no_contact', sa.Boolean(), nullable=False),
    sa.Column('household_id', sa.Uuid(), nullable=True),
    *stamped(),
    sa.CheckConstraint('priority between 1 and 99', name=op.f('ck_student_contacts_priority_in_bounds')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_student_contacts'))
    )
    op.create_index('uq_student_contacts_once', 'student_contacts', ['district_id', 'student_id', 'guardian_id'], unique=True)
    op.create_index('ix_student_contacts_priority', 'student_contacts', ['district_id', 'student_id', 'priority', 'id'], unique=False)
    op.create_index('ix_student_contacts_guardian', 'student_contacts', ['district_id', 'guardian_id'], unique=False)
    op.create_index('ix_student_contacts_updated_at', 'student_contacts', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('student_demographics', 'student_contacts')
