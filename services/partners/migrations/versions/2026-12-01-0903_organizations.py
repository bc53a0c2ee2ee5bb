"""organizations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '353d8e46bcdf'
down_revision = 'c41d7be02a95'
branch_labels = None
depends_on = None

ENUM = {'native_enum': False, 'create_constraint': True, 'length': 40}


def stamps() -> list[sa.Column]:
    """Whose, which, and who touched it when."""
    return [
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by', sa.Text(), nullable=False),
        sa.Column('updated_by', sa.Text(), nullable=False),
        sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    ]


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'organizations',
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('kind', sa.Enum('community_based', 'business', 'health', 'higher_education', 'early_childhood', 'government', 'faith', 'funder', 'program_provider', 'other', name='organizationkind', **ENUM), nullable=False),
        sa.Column('status', sa.Enum('lead', 'prospect', 'active', 'dormant', 'ended', name='organizationstatus', **ENUM), nullable=False),
        sa.Column('status_reason', sa.Text(), nullable=True),
        sa.Column('identifiers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('website', sa.Text(), nullable=True),
        sa.Column('description', sa.Text(), nullable=True),
        sa.Column('pillars', sa.ARRAY(sa.Text()), nullable=False),
        sa.Column('domains', sa.ARRAY(sa.Text()), nullable=False),
        sa.Column('languages', sa.ARRAY(sa.Text()), nullable=False),
        sa.Column('introduced_by', sa.Enum('staff', 'family', 'student_invitation', 'itself', 'import', 'other', name='introducedby', **ENUM), nullable=False),
        sa.Column('introduced_by_staff_id', sa.Uuid(), nullable=True),
        sa.Column('introduced_at_school_id', sa.Uuid(), nullable=True),
        sa.Column('introducer', sa.Text(), nullable=True),
        sa.Column('introducer_agreed_on', sa.Date(), nullable=True),
        sa.Column('merged_into_id', sa.Uuid(), nullable=True),
        sa.Column('merged_at', sa.DateTime(timezone=True), nullable=True),
        *stamps(),
        sa.CheckConstraint("introduced_by <> 'student_invitation' or introducer is null", name=op.f('ck_organizations_no_child_is_named')),
        sa.CheckConstraint("introduced_by = 'staff' or introduced_by_staff_id is null", name=op.f('ck_organizations_introduced_by_staff')),
        sa.CheckConstraint('introducer is null or introducer_agreed_on is not null', name=op.f('ck_organizations_introducer_agreed')),
        sa.CheckConstraint('merged_into_id <> id', name=op.f('ck_organizations_merged_into_another')),
        sa.ForeignKeyConstraint(['district_id', 'introduced_at_school_id'], ['schools.district_id', 'schools.id'], name='fk_organizations_introduced_at_school'),
        sa.ForeignKeyConstraint(['district_id', 'introduced_by_staff_id'], ['staff.district_id', 'staff.id'], name='fk_organizations_introduced_by_staff'),
        sa.ForeignKeyConstraint(['district_id', 'merged_into_id'], ['organizations.district_id', 'organizations.id'], name='fk_organizations_merged_into'),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_organizations')),
    )
    op.create_index('ix_organizations_merged_into', 'organizations', ['district_id', 'merged_into_id'], unique=False, postgresql_where=sa.text('merged_into_id is not null'))
    op.create_index('ix_organizations_name', 'organizations', ['district_id', 'name', 'id'], unique=False)
    op.create_index('ix_organizations_updated_at', 'organizations', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table(
        'organization_contacts',
        sa.Column('organization_id', sa.Uuid(), nullable=False),
        sa.Column('given_name', sa.Text(), nullable=True),
        sa.Column('family_name', sa.Text(), nullable=True),
        sa.Column('title', sa.Text(), nullable=True),
        sa.Column('email', sa.Text(), nullable=True),
        sa.Column('phone', sa.Text(), nullable=True),
        sa.Column('language', sa.Text(), nullable=False),
        sa.Column('is_main', sa.Boolean(), nullable=False),
        sa.Column('writing_consent', sa.Enum('not_asked', 'given', 'refused', 'withdrawn', name='writingconsent', **ENUM), nullable=False),
        sa.Column('writing_consent_on', sa.Date(), nullable=True),
        sa.Column('writing_consent_how', sa.Text(), nullable=True),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        *stamps(),
        sa.CheckConstraint("writing_consent = 'not_asked' or (writing_consent_on is not null and writing_consent_how is not null) or removed_at is not null", name=op.f('ck_organization_contacts_consent_shown')),
        sa.CheckConstraint('removed_at is null or coalesce(given_name, family_name, title, email, phone) is null', name=op.f('ck_organization_contacts_forgotten')),
        sa.ForeignKeyConstraint(['district_id', 'organization_id'], ['organizations.district_id', 'organizations.id'], name='fk_organization_contacts_organization'),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_organization_contacts')),
    )
    op.create_index('ix_organization_contacts_name', 'organization_contacts', ['district_id', 'family_name', 'given_name', 'id'], unique=False)
    op.create_index('ix_organization_contacts_organization', 'organization_contacts', ['district_id', 'organization_id', 'id'], unique=False)
    op.create_index('ix_organization_contacts_updated_at', 'organization_contacts', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table(
        'organization_keys',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('organization_id', sa.Uuid(), nullable=False),
        sa.Column('reason', sa.Enum('same_identifier', 'same_website', 'same_name', 'same_address', name='matchreason', **ENUM), nullable=False),
        sa.Column('value', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['district_id', 'organization_id'], ['organizations.district_id', 'organizations.id'], name='fk_organization_keys_organization'),
        sa.PrimaryKeyConstraint('district_id', 'organization_id', 'reason', 'value', name=op.f('pk_organization_keys')),
    )
    op.create_index('ix_organization_keys_value', 'organization_keys', ['district_id', 'reason', 'value'], unique=False)
    op.create_table(
        'organization_matches',
        sa.Column('organization_id', sa.Uuid(), nullable=False),
        sa.Column('other_id', sa.Uuid(), nullable=False),
        sa.Column('reasons', sa.ARRAY(sa.Text()), nullable=False),
        sa.Column('ended_as', sa.Enum('dismissed', 'merged', 'nothing_in_common', name='matchend', **ENUM), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        *stamps(),
        sa.CheckConstraint('(ended_as is null) = (ended_at is null)', name=op.f('ck_organization_matches_whole_end')),
        sa.CheckConstraint('organization_id < other_id', name=op.f('ck_organization_matches_pair_in_order')),
        sa.ForeignKeyConstraint(['district_id', 'organization_id'], ['organizations.district_id', 'organizations.id'], name='fk_organization_matches_organization'),
        sa.ForeignKeyConstraint(['district_id', 'other_id'], ['organizations.district_id', 'organizations.id'], name='fk_organization_matches_other'),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_organization_matches')),
    )
    op.create_index('ix_organization_matches_other', 'organization_matches', ['district_id', 'other_id'], unique=False)
    op.create_index('ix_organization_matches_updated_at', 'organization_matches', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_organization_matches_pair', 'organization_matches', ['district_id', 'organization_id', 'other_id'], unique=True)
    op.create_table(
        'organization_merges',
        sa.Column('organization_id', sa.Uuid(), nullable=False),
        sa.Column('merged_id', sa.Uuid(), nullable=False),
        sa.Column('along_ids', sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column('reason', sa.Text(), nullable=False),
        sa.Column('split_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('split_reason', sa.Text(), nullable=True),
        *stamps(),
        sa.ForeignKeyConstraint(['district_id', 'merged_id'], ['organizations.district_id', 'organizations.id'], name='fk_organization_merges_merged'),
        sa.ForeignKeyConstraint(['district_id', 'organization_id'], ['organizations.district_id', 'organizations.id'], name='fk_organization_merges_organization'),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_organization_merges')),
    )
    op.create_index('ix_organization_merges_merged', 'organization_merges', ['district_id', 'merged_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_organization_merges_organization', 'organization_merges', ['district_id', 'organization_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_organization_merges_updated_at', 'organization_merges', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table(
        'organization_sites',
        sa.Column('organization_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('school_id', sa.Uuid(), nullable=True),
        sa.Column('street', sa.Text(), nullable=True),
        sa.Column('city', sa.Text(), nullable=True),
        sa.Column('region', sa.Text(), nullable=True),
        sa.Column('postal_code', sa.Text(), nullable=True),
        sa.Column('area', sa.Text(), nullable=True),
        sa.Column('latitude', sa.Double(), nullable=True),
        sa.Column('longitude', sa.Double(), nullable=True),
        *stamps(),
        sa.CheckConstraint('(latitude is null) = (longitude is null)', name=op.f('ck_organization_sites_whole_position')),
        sa.ForeignKeyConstraint(['district_id', 'organization_id'], ['organizations.district_id', 'organizations.id'], name='fk_organization_sites_organization'),
        sa.ForeignKeyConstraint(['district_id', 'school_id'], ['schools.district_id', 'schools.id'], name='fk_organization_sites_school'),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_organization_sites')),
    )
    op.create_index('ix_organization_sites_area', 'organization_sites', ['district_id', sa.literal_column('lower(area)'), 'organization_id'], unique=False)
    op.create_index('ix_organization_sites_organization', 'organization_sites', ['district_id', 'organization_id', 'id'], unique=False)
    op.create_index('ix_organization_sites_school', 'organization_sites', ['district_id', 'school_id', 'organization_id'], unique=False, postgresql_where=sa.text('school_id is not null'))
    isolate('organizations', 'organization_contacts', 'organization_keys', 'organization_matches', 'organization_merges', 'organization_sites')
