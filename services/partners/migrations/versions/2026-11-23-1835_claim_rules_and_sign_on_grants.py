"""claim rules and sign-on grants."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'f8dee4eb4acf'
down_revision = '3d40ed25f9c4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('claim_rules',
    sa.Column('provider_id', sa.Uuid(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('when', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('role', sa.Enum('district_coordinator', 'executive_leader', 'district_team_member', 'data_manager', 'principal', 'school_administrator', 'school_coordinator', 'counselor', 'teacher', 'mentor', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('school', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_claim_rules'))
    )
    op.create_index('ix_claim_rules_position', 'claim_rules', ['district_id', 'position', 'id'], unique=False)
    op.create_index('ix_claim_rules_updated_at', 'claim_rules', ['district_id', 'updated_at', 'id'], unique=False)
    op.add_column('role_assignments', sa.Column('provider_id', sa.Uuid(), nullable=True))
    op.drop_constraint(op.f('ck_role_assignments_grantsource'), 'role_assignments', type_='check')
    op.create_check_constraint(
        op.f('ck_role_assignments_grantsource'), 'role_assignments', "granted_by in ('roster', 'manual', 'sign_on')"
    )
    isolate('claim_rules')
