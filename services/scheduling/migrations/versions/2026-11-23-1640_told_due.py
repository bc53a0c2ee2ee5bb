"""what reminders have spoken of."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'c2a7d10be5f4'
down_revision = 'c4d7a90be613'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('told_due',
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('overdue', sa.Boolean(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_told_due')),
    sa.UniqueConstraint('district_id', 'task_id', 'due_on', 'overdue', name='uq_told_due_once')
    )
    isolate('told_due')
