"""restores of imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = 'e4b86d1f0a37'
down_revision = '3550b0816c46'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('roster_imports', sa.Column('restores', sa.Uuid(), nullable=True))
    for name in ('imported_at', 'restorable_until'):
        op.add_column('roster_imports', sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table('roster_import_befores',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('row_kind', sa.Text(), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'import_id'], ['roster_imports.district_id', 'roster_imports.id'], name='fk_roster_import_befores_import', ondelete='cascade'),
    sa.PrimaryKeyConstraint('district_id', 'import_id', 'row_kind', 'row_id', 'other_id', name=op.f('pk_roster_import_befores'))
    )
    isolate('roster_import_befores')
