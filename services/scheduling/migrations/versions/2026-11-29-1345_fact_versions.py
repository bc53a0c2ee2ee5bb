"""fact versions."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'a60c3e91f7d2'
down_revision = '7c41e0b8d2a6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('fact_versions',
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_fact_versions')),
    sa.UniqueConstraint('district_id', 'subject', name='uq_fact_versions_subject')
    )
    isolate('fact_versions')
