"""student identities."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'b71d0f4a6c22'
down_revision = 'a3c5e7091b2d'
branch_labels = None
depends_on = None


def stamped() -> list[sa.Column]:
    """What every row carries."""
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
    for name in ('listed_as', 'merged_into'):
        op.add_column('students', sa.Column(name, sa.Uuid(), nullable=True))
    op.create_table('student_aliases',
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    *stamped(),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_student_aliases'))
    )
    op.create_index('ix_student_aliases_student', 'student_aliases', ['district_id', 'student_id'], unique=False)
    op.create_index('ix_student_aliases_updated_at', 'student_aliases', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('student_merges',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('merged_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('moved', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('split_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('split_reason', sa.Text(), nullable=True),
    *stamped(),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_student_merges'))
    )
    op.create_index('ix_student_merges_student', 'student_merges', ['district_id', 'student_id', 'id'], unique=False)
    op.create_index('ix_student_merges_merged', 'student_merges', ['district_id', 'merged_id', 'id'], unique=False)
    op.create_index('ix_student_merges_updated_at', 'student_merges', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table('student_matches',
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('dismissed_at', sa.DateTime(timezone=True), nullable=True),
    *stamped(),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_student_matches')),
    sa.UniqueConstraint('district_id', 'student_id', 'other_id', name='uq_student_matches_once')
    )
    op.create_index('ix_student_matches_updated_at', 'student_matches', ['district_id', 'updated_at', 'id'], unique=False)
    isolate('student_aliases', 'student_merges', 'student_matches')
