"""kept readings."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate, open_to_system

revision = 'e40b96d1c8f7'
down_revision = 'c0e83fa1752d'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('kept_readings',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', name=op.f('pk_kept_readings'))
    )
    isolate('kept_readings')
    # The timer that keeps readings looks for districts whose audit has grown.
    open_to_system('kept_readings', 'select')
