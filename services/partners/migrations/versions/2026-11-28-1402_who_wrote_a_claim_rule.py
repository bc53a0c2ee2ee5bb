"""who wrote a claim rule."""

import sqlalchemy as sa
from alembic import op

revision = '93b1c4f7ad28'
down_revision = 'e40b96d1c8f7'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('claim_rules', sa.Column('written_by', sa.ARRAY(sa.Text()), server_default='{}', nullable=False))
    # The owner is bound by row security too: it looks past it for this one statement.
    op.execute('alter table claim_rules no force row level security')
    op.execute('update claim_rules set written_by = array[created_by, updated_by]')
    op.execute('alter table claim_rules force row level security')
    op.alter_column('claim_rules', 'written_by', server_default=None)
