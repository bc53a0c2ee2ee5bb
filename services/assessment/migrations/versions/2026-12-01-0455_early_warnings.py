"""early warnings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '8d90b18f478b'
down_revision = '627b3ce58e71'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('indicator_flag_history',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('flag_id', sa.Uuid(), nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Enum('raised', 'undecided', 'cleared', name='flagstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('outcomes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'flag_id', 'happened_at', name=op.f('pk_indicator_flag_history'))
    )
    op.create_table('indicator_rules',
    sa.Column('state', sa.Enum('draft', 'active', 'retired', name='triggerstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('combine', sa.Enum('any', 'all', 'at_least', name='combine', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at_least', sa.Integer(), nullable=True),
    sa.Column('grades', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('conditions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('replaces_id', sa.Uuid(), nullable=True),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_indicator_rules'))
    )
    op.create_index('ix_indicator_rules_updated_at', 'indicator_rules', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('indicator_flags',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('rule_id', sa.Uuid(), nullable=False),
    sa.Column('school_year', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('raised', 'undecided', 'cleared', name='flagstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('outcomes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'rule_id'], ['indicator_rules.district_id', 'indicator_rules.id'], name='fk_indicator_flags_rule'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_indicator_flags')),
    sa.UniqueConstraint('district_id', 'student_id', 'rule_id', 'school_year', name='uq_indicator_flags_once')
    )
    op.create_index('ix_indicator_flags_rule', 'indicator_flags', ['district_id', 'rule_id', 'id'], unique=False)
    op.create_index('ix_indicator_flags_school', 'indicator_flags', ['district_id', 'school_id', 'id'], unique=False)
    op.create_index('ix_indicator_flags_state', 'indicator_flags', ['district_id', 'state', 'id'], unique=False)
    op.create_index('ix_indicator_flags_updated_at', 'indicator_flags', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('indicator_flag_history', 'indicator_rules', 'indicator_flags')
