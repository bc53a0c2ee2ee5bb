"""pages by index."""

import sqlalchemy as sa
from alembic import op

revision = '6e3a9b02d7f4'
down_revision = 'e4a91c7d2b58'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_index('ix_students_source_id', 'students', ['district_id', 'source_id'])
    op.drop_index('ix_students_school', table_name='students')
    op.create_index('ix_students_school', 'students', ['district_id', 'school_id', 'family_name', 'given_name', 'id'])
    op.create_index('ix_students_grade', 'students', ['district_id', 'grade', 'family_name', 'given_name', 'id'])
    op.drop_index('ix_classes_school', table_name='classes')
    op.create_index('ix_classes_school', 'classes', ['district_id', 'school_id', 'id'])
    op.create_index('ix_enrollments_school', 'enrollments', ['district_id', 'school_id', 'id'])
    op.create_index('ix_enrollments_role', 'enrollments', ['district_id', 'role', 'id'], postgresql_where=sa.text("role <> 'student'"))
    op.create_index('ix_administrations_instrument', 'administrations', ['district_id', 'instrument_id', 'id'])
    op.create_index('ix_audit_entries_outcome', 'audit_entries', ['district_id', 'outcome', 'occurred_at', 'id'], postgresql_where=sa.text("outcome <> 'done'"))
