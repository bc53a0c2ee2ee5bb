"""emergency access."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = '4ab84b355e3b'
down_revision = 'ce16ce12db10'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('emergency_accesses',
    sa.Column('staff_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('records', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('disclosed_to', sa.Text(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.Enum('justified', 'not_justified', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('review_note', sa.Text(), nullable=True),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reviewed_by_id', sa.Uuid(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint("until > opened_at and until <= opened_at + interval '4 hours'", name=op.f('ck_emergency_accesses_short')),
    sa.CheckConstraint('reviewed_by_id <> staff_id', name=op.f('ck_emergency_accesses_reviewed_by_another')),
    sa.ForeignKeyConstraint(['district_id', 'school_id'], ['schools.district_id', 'schools.id'], name='fk_emergency_accesses_school'),
    sa.ForeignKeyConstraint(['district_id', 'staff_id'], ['staff.district_id', 'staff.id'], name='fk_emergency_accesses_staff'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_emergency_accesses'))
    )
    op.create_index('ix_emergency_accesses_updated_at', 'emergency_accesses', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_index('uq_emergency_accesses_open', 'emergency_accesses', ['district_id', 'staff_id'], unique=True, postgresql_where=sa.text('closed_at is null'))
    op.create_foreign_key('fk_claim_rules_provider', 'claim_rules', 'identity_providers', ['district_id', 'provider_id'], ['district_id', 'id'])
    op.create_foreign_key('fk_role_assignments_provider', 'role_assignments', 'identity_providers', ['district_id', 'provider_id'], ['district_id', 'id'])
    isolate('emergency_accesses')
    open_to_system('emergency_accesses')
