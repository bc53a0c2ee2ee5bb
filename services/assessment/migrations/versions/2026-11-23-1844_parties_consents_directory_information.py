"""parties consents directory information."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = 'db326b43ddcc'
down_revision = 'c4a1d0f3b2e7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('directory_information_policies',
    sa.Column('types', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('party_ids', sa.ARRAY(sa.Uuid()), nullable=True),
    sa.Column('purposes', sa.ARRAY(sa.Text()), nullable=True),
    sa.Column('notice_on', sa.Date(), nullable=False),
    sa.Column('refuse_until', sa.Date(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_directory_information_policies'))
    )
    op.create_table('directory_opt_outs',
    sa.Column('opted_out_by', sa.Enum('guardian', 'eligible_student', name='optedoutby', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('guardian_id', sa.Uuid(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('document_reference', sa.Text(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_directory_opt_outs'))
    )
    op.create_table('known_consents',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('party_id', sa.Uuid(), nullable=False),
    sa.Column('records', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_known_consents'))
    )
    op.create_index('ix_known_consents_party_student', 'known_consents', ['district_id', 'party_id', 'student_id'], unique=False)
    op.create_table('known_parties',
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('records', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('purposes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('agreement_until', sa.Date(), nullable=True),
    sa.Column('sealed', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_known_parties'))
    )
    op.create_table('told_readings',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', name=op.f('pk_told_readings'))
    )
    isolate("known_parties", "known_consents", "directory_information_policies", "directory_opt_outs", "told_readings")
    # The timer that tells of readings looks for districts whose audit has grown.
    open_to_system("told_readings", "select")
    open_to_system("directory_districts", "select")
