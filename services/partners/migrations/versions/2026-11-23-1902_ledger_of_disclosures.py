"""ledger of disclosures."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'eff2beb04e7b'
down_revision = '4ab84b355e3b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('disclosed_students',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('disclosure_id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'disclosure_id', name=op.f('pk_disclosed_students'))
    )
    op.create_index('ix_disclosed_students_disclosure', 'disclosed_students', ['district_id', 'disclosure_id'], unique=False)
    op.create_table('disclosures',
    sa.Column('service', sa.Text(), nullable=False),
    sa.Column('occurred_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reader_kind', sa.Text(), nullable=False),
    sa.Column('reader_id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=True),
    sa.Column('party_id', sa.Uuid(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('records', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('required_by_99_32', sa.Boolean(), nullable=False),
    sa.Column('sealed', sa.Boolean(), nullable=False),
    sa.Column('emergency_access_id', sa.Uuid(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_disclosures'))
    )
    op.create_index('ix_disclosures_occurred_at', 'disclosures', ['district_id', 'occurred_at', 'id'], unique=False)
    op.create_index('ix_disclosures_party', 'disclosures', ['district_id', 'party_id', 'occurred_at'], unique=False)
    op.create_index('ix_disclosures_recorded_at', 'disclosures', ['district_id', 'recorded_at', 'id'], unique=False)
    op.create_table('student_readings',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reader_kind', sa.Text(), nullable=False),
    sa.Column('reader_id', sa.Uuid(), nullable=False),
    sa.Column('records', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('party_id', sa.Uuid(), nullable=True),
    sa.Column('roles', sa.ARRAY(sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'day', 'reader_kind', 'reader_id', 'records', name=op.f('pk_student_readings'))
    )
    isolate("disclosures", "disclosed_students", "student_readings")
    # The record is kept as long as the records it speaks of: rows are only added.
    for table in ("disclosures", "disclosed_students", "student_readings"):
        op.execute(f"revoke update, delete, truncate on {table} from throughline_app")
