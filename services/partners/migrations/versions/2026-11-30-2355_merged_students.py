"""merged students."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'f0c3a81e57d4'
down_revision = 'e5a9027bd36f'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'merged_students',
        sa.Column('student_id', sa.Uuid(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_merged_students')),
    )
    op.create_index('ix_merged_students_student', 'merged_students', ['district_id', 'student_id'], unique=False)
    isolate('merged_students')
