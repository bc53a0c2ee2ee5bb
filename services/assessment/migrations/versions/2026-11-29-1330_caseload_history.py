"""caseload history."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '9b1f4c7e2a60'
down_revision = '6e3a9b02d7f4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('caseload_history',
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.Text(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('before', sa.Text(), nullable=True),
    sa.Column('after', sa.Text(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'assignment_id'], ['caseload_assignments.district_id', 'caseload_assignments.id'], name=op.f('fk_caseload_history_caseload_assignments')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_caseload_history'))
    )
    op.create_index('ix_caseload_history_assignment', 'caseload_history', ['district_id', 'assignment_id', 'id'], unique=False)
    op.create_index('ix_caseload_history_happened_at', 'caseload_history', ['district_id', 'assignment_id', 'happened_at', 'id'], unique=False)
    isolate('caseload_history')
