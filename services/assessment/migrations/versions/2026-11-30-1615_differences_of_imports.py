"""differences of imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'c07a4e9b3d58'
down_revision = 'b85d20f6e413'
branch_labels = None
depends_on = None

KINDS = ('schools', 'sessions', 'classes', 'students', 'guardians', 'staff', 'roles', 'enrollments')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('roster_imports', sa.Column('difference', postgresql.JSONB(astext_type=sa.Text()), nullable=True))
    for name in ('difference_hash', 'approved_by', 'approved_hash'):
        op.add_column('roster_imports', sa.Column(name, sa.Text(), nullable=True))
    for name in ('held_until', 'approved_at'):
        op.add_column('roster_imports', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table('roster_import_changes',
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum(*KINDS, name='rosterkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('change', sa.Enum('added', 'changed', 'returned', 'removed', name='importchange', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('source_id', sa.Text(), nullable=False),
    sa.Column('columns', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('from_school_id', sa.Uuid(), nullable=True),
    sa.Column('school_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'import_id'], ['roster_imports.district_id', 'roster_imports.id'], name='fk_roster_import_changes_import', ondelete='cascade'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_roster_import_changes'))
    )
    op.create_index('ix_roster_import_changes_place', 'roster_import_changes', ['district_id', 'import_id', 'place', 'id'], unique=False)
    isolate('roster_import_changes')
