"""parties and consents."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '9a571ecb6b85'
down_revision = 'fa1784c318f8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('parties',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('community_partner', 'vendor', 'researcher', 'agency', 'court', 'media', 'other', name='partykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('basis', sa.Enum('school_official', 'consent', 'directory_information', 'studies', 'audit_or_evaluation', 'legal_order', name='partybasis', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('records', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('purposes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('agreement_reference', sa.Text(), nullable=True),
    sa.Column('criteria', sa.Text(), nullable=True),
    sa.Column('direct_control', sa.Text(), nullable=True),
    sa.Column('agreement_until', sa.Date(), nullable=True),
    sa.Column('sealed', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_parties'))
    )
    op.create_index('ix_parties_updated_at', 'parties', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_parties_name', 'parties', ['district_id', 'name'], unique=True)
    op.create_table('consents',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('records', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('purpose_text', sa.Text(), nullable=False),
    sa.Column('party_id', sa.Uuid(), nullable=False),
    sa.Column('signed_by', sa.Enum('guardian', 'eligible_student', name='signer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('guardian_id', sa.Uuid(), nullable=True),
    sa.Column('signed_how', sa.Enum('paper', 'electronic', name='signedhow', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('electronic_method', sa.Text(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('document_reference', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.Text(), nullable=True),
    sa.Column('revoking_guardian_id', sa.Uuid(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('expires_on > starts_on', name=op.f('ck_consents_expires_after_start')),
    sa.ForeignKeyConstraint(['district_id', 'party_id'], ['parties.district_id', 'parties.id'], name='fk_consents_party'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_consents'))
    )
    op.create_index('ix_consents_party', 'consents', ['district_id', 'party_id'], unique=False)
    op.create_index('ix_consents_student', 'consents', ['district_id', 'student_id'], unique=False)
    op.create_index('ix_consents_updated_at', 'consents', ['district_id', 'updated_at', 'id'], unique=False)
    op.add_column('staff', sa.Column('party_id', sa.Uuid(), nullable=True))
    op.create_foreign_key('fk_staff_party', 'staff', 'parties', ['district_id', 'party_id'], ['district_id', 'id'])
    isolate("parties", "consents")
    # A consent stands as it was signed, but for its revocation.
    op.execute("revoke delete, truncate on consents from throughline_app")
