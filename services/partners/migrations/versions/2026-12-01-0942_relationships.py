"""relationships."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'f013749a84df'
down_revision = '353d8e46bcdf'
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
        'relationship_rules',
        sa.Column('stale_after_days', sa.Integer(), nullable=False),
        sa.Column('overdue_after_days', sa.Integer(), nullable=False),
        sa.Column('due_before_days', sa.Integer(), nullable=False),
        *stamps(),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_relationship_rules')),
    )
    op.create_table(
        'relationships',
        sa.Column('school_id', sa.Uuid(), nullable=True),
        sa.Column('is_with', sa.Enum('organization', 'colleague', 'body', name='relationshipwith', **ENUM), nullable=False),
        sa.Column('organization_id', sa.Uuid(), nullable=True),
        sa.Column('colleague_id', sa.Uuid(), nullable=True),
        sa.Column('body', sa.Text(), nullable=True),
        sa.Column('owner_id', sa.Uuid(), nullable=True),
        sa.Column('aim', sa.Text(), nullable=True),
        sa.Column('could_give', sa.Text(), nullable=True),
        sa.Column('next_step', sa.Text(), nullable=True),
        sa.Column('next_step_on', sa.Date(), nullable=True),
        sa.Column('started_on', sa.Date(), nullable=False),
        sa.Column('ended_on', sa.Date(), nullable=True),
        sa.Column('ended_because', sa.Text(), nullable=True),
        sa.Column('last_contact_on', sa.Date(), nullable=True),
        sa.Column('health', sa.Enum('good', 'due', 'stale', 'unowned', 'ended', name='relationshiphealth', **ENUM), nullable=False),
        sa.Column('stale_since', sa.Date(), nullable=True),
        *stamps(),
        sa.CheckConstraint("(is_with = 'organization') = (organization_id is not null) and (is_with = 'colleague') = (colleague_id is not null) and (is_with = 'body') = (body is not null)", name=op.f('ck_relationships_with_one')),
        sa.CheckConstraint('ended_on is null or ended_on >= started_on', name=op.f('ck_relationships_days_in_order')),
        sa.CheckConstraint('next_step is not null or next_step_on is null', name=op.f('ck_relationships_whole_step')),
        sa.ForeignKeyConstraint(['district_id', 'colleague_id'], ['staff.district_id', 'staff.id'], name='fk_relationships_colleague_staff'),
        sa.ForeignKeyConstraint(['district_id', 'organization_id'], ['organizations.district_id', 'organizations.id'], name='fk_relationships_organization'),
        sa.ForeignKeyConstraint(['district_id', 'owner_id'], ['staff.district_id', 'staff.id'], name='fk_relationships_owner_staff'),
        sa.ForeignKeyConstraint(['district_id', 'school_id'], ['schools.district_id', 'schools.id'], name='fk_relationships_school'),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_relationships')),
    )
    op.create_index('ix_relationships_owner', 'relationships', ['district_id', 'owner_id', 'updated_at', 'id'], unique=False)
    op.create_index('ix_relationships_school', 'relationships', ['district_id', 'school_id', 'updated_at', 'id'], unique=False)
    op.create_index('ix_relationships_updated_at', 'relationships', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_relationships_organization', 'relationships', ['district_id', 'organization_id', 'school_id'], unique=True, postgresql_nulls_not_distinct=True, postgresql_where=sa.text('organization_id is not null and ended_on is null'))
    op.create_table(
        'contact_log',
        sa.Column('relationship_id', sa.Uuid(), nullable=False),
        sa.Column('school_id', sa.Uuid(), nullable=True),
        sa.Column('happened_on', sa.Date(), nullable=False),
        sa.Column('way', sa.Enum('call', 'mail', 'meeting', 'visit', 'event', 'other', name='contactway', **ENUM), nullable=False),
        sa.Column('organization_contact_id', sa.Uuid(), nullable=True),
        sa.Column('by_id', sa.Uuid(), nullable=True),
        sa.Column('note', sa.Text(), nullable=True),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        *stamps(),
        sa.ForeignKeyConstraint(['district_id', 'by_id'], ['staff.district_id', 'staff.id'], name='fk_contact_log_by_staff'),
        sa.ForeignKeyConstraint(['district_id', 'organization_contact_id'], ['organization_contacts.district_id', 'organization_contacts.id'], name='fk_contact_log_contact'),
        sa.ForeignKeyConstraint(['district_id', 'relationship_id'], ['relationships.district_id', 'relationships.id'], name='fk_contact_log_relationship'),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_contact_log')),
    )
    op.create_index('ix_contact_log_happened_on', 'contact_log', ['district_id', 'happened_on', 'id'], unique=False)
    op.create_index('ix_contact_log_relationship', 'contact_log', ['district_id', 'relationship_id', 'happened_on', 'id'], unique=False)
    op.create_index('ix_contact_log_school', 'contact_log', ['district_id', 'school_id', 'happened_on', 'id'], unique=False)
    op.create_index('ix_contact_log_updated_at', 'contact_log', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('relationship_rules', 'relationships', 'contact_log')
