"""schools of students."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'd17a4c90e52b'
down_revision = 'b71d0f4a6c22'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('student_schools',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('is_primary', sa.Boolean(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), server_default=sa.text("'sis'"), nullable=False),
    sa.Column('is_further', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), server_default=sa.text('1'), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_student_schools'))
    )
    op.create_index('ix_student_schools_student', 'student_schools', ['district_id', 'student_id'], unique=False)
    op.create_index('ix_student_schools_further', 'student_schools', ['district_id', 'school_id', 'student_id'], unique=False, postgresql_where=sa.text('is_further'))
    isolate('student_schools')
