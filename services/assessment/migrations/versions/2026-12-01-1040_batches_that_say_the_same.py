"""batches that say the same."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = 'b3d5c27e9a14'
down_revision = '4277c7ccfbc9'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    for table in ('incidents', 'marks', 'screening_results'):
        op.add_column(table, sa.Column('agreed_by', postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False))
