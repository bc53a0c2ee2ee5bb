"""caseload assignments."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'c4a1d0f3b2e7'
down_revision = '5c60d6cbb8cb'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('caseload_assignments',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('relation', sa.Enum('mentee', 'referral', 'caseload', name='caseloadrelation', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Enum('manual', name='caseloadsource', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('starts_on <= ends_on', name=op.f('ck_caseload_assignments_days_in_order')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_caseload_assignments'))
    )
    op.create_index('ix_caseload_assignments_student', 'caseload_assignments', ['district_id', 'student_id'], unique=False)
    op.create_index('ix_caseload_assignments_updated_at', 'caseload_assignments', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_caseload_assignments_once', 'caseload_assignments', ['district_id', 'staff_id', 'student_id', 'relation', 'starts_on'], unique=True)
    isolate('caseload_assignments')
