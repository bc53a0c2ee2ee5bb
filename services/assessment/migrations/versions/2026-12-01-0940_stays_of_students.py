"""stays of students."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '2f6b8d0e17ac'
down_revision = '504407993294'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('student_stays',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=True),
    sa.Column('last_on', sa.Date(), nullable=True),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('basis', sa.Enum('sent', 'roles', 'listed', name='staybasis', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('is_latest', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_student_stays'))
    )
    op.create_index('ix_student_stays_student', 'student_stays', ['district_id', 'student_id'], unique=False)
    op.create_index('ix_student_stays_row', 'student_stays', ['district_id', 'row_id'], unique=False, postgresql_where=sa.text('is_latest'))
    op.create_index('ix_student_stays_recorded', 'student_stays', ['district_id', 'recorded_at'], unique=False)
    isolate('student_stays')
