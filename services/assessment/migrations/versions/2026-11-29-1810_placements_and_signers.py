"""placements and signers."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '3c7e19f5a0d8'
down_revision = 'b82e6d4f0a13'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('known_consents', sa.Column('guardian_id', sa.Uuid(), nullable=True))
    op.add_column('known_consents', sa.Column('unfit', sa.Text(), nullable=True))
    op.create_table(
        'told_placements',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('whole_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('district_id', name=op.f('pk_told_placements')),
    )
    isolate('told_placements')
