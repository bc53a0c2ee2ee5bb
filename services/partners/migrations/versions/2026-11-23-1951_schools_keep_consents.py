"""schools keep consents."""

import sqlalchemy as sa
from alembic import op

revision = '7ec87444ab75'
down_revision = 'eff2beb04e7b'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('consents', sa.Column('school_id', sa.Uuid(), nullable=True))
    op.create_index('ix_consents_school', 'consents', ['district_id', 'school_id'], unique=False)
    op.create_foreign_key('fk_consents_school', 'consents', 'schools', ['district_id', 'school_id'], ['district_id', 'id'])
