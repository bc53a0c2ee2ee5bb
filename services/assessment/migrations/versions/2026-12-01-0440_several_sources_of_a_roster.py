"""several sources of a roster."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '78a95ae5e6f2'
down_revision = '5c1e0a7d9b26'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('roster_aliases',
    sa.Column('kind', sa.Enum('school', 'session', 'course', 'class', 'person', name='aliaskind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_roster_aliases'))
    )
    op.create_index('ix_roster_aliases_updated_at', 'roster_aliases', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('roster_listings',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=True),
    sa.Column('listed', sa.Boolean(), nullable=False),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'kind', 'row_id', 'source', name=op.f('pk_roster_listings'))
    )
    op.create_index('ix_roster_listings_source', 'roster_listings', ['district_id', 'source', 'kind'], unique=False)
    op.create_index('ix_roster_listings_student', 'roster_listings', ['district_id', 'student_id'], unique=False)
    op.create_table('roster_precedence',
    sa.Column('orders', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_roster_precedence'))
    )
    op.create_table('roster_sources',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.CheckConstraint('rank between 1 and 99', name=op.f('ck_roster_sources_rank_in_bounds')),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_roster_sources')),
    sa.UniqueConstraint('district_id', 'code', name='uq_roster_sources_code')
    )
    op.create_index('ix_roster_sources_updated_at', 'roster_sources', ['district_id', 'updated_at', 'id'], unique=False)
    op.add_column('roster_imports', sa.Column('source', sa.Text(), server_default=sa.text("'sis'"), nullable=False))
    op.add_column('students', sa.Column('sources', postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'"), nullable=False))
    isolate('roster_aliases', 'roster_listings', 'roster_precedence', 'roster_sources')
