"""identity providers and identities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate, open_to_system

revision = '3effb39c2ca3'
down_revision = 'a7bcf5165296'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('identity_providers',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('entra_id', 'google', 'clever', 'classlink', 'keycloak', 'other', name='providerkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('client_id', sa.Text(), nullable=False),
    sa.Column('client_authentication', sa.Enum('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none', name='clientauthentication', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('sealed_secret', sa.Text(), nullable=True),
    sa.Column('public_jwk', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('audiences', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('email_domains', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('required_claims', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('subject_claim', sa.Text(), nullable=False),
    sa.Column('link_by', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('scopes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('algorithms', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('discovery', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('jwks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_identity_providers'))
    )
    op.create_index('ix_identity_providers_id', 'identity_providers', ['id'], unique=True)
    op.create_index('ix_identity_providers_updated_at', 'identity_providers', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_identity_providers_issuer', 'identity_providers', ['district_id', 'issuer', 'client_id'], unique=True, postgresql_where=sa.text('active'))
    op.create_table('identities',
    sa.Column('provider_id', sa.Uuid(), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('sub', sa.Text(), nullable=True),
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('linked_by', sa.Enum('scim_external_id', 'scim_user_name', 'staff_source_id', 'administrator', name='linkedby', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('linked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_signed_in_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'provider_id'], ['identity_providers.district_id', 'identity_providers.id'], name='fk_identities_provider'),
    sa.ForeignKeyConstraint(['district_id', 'staff_id'], ['staff.district_id', 'staff.id'], name='fk_identities_staff'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_identities')),
    sa.UniqueConstraint('district_id', 'provider_id', 'staff_id', name='uq_identities_staff'),
    sa.UniqueConstraint('district_id', 'provider_id', 'subject', name='uq_identities_subject')
    )
    op.create_index('ix_identities_staff', 'identities', ['district_id', 'staff_id'], unique=False)
    op.create_index('ix_identities_updated_at', 'identities', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('identity_providers', 'identities')
    open_to_system('identity_providers', 'select')
