"""names of clients."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '047320756017'
down_revision = '4733fe5fe4f5'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'directory_clients',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_directory_clients')),
    )
    isolate('directory_clients')
