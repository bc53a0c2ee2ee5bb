"""origins of front ends."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = '5c60d6cbb8cb'
down_revision = '9a0930197055'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('allowed_origins',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('application_id', sa.Uuid(), nullable=False),
    sa.Column('origins', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'application_id', name=op.f('pk_allowed_origins'))
    )
    isolate('allowed_origins')
    open_to_system('allowed_origins', 'select')
