"""where roles stand in rosters."""

import sqlalchemy as sa
from alembic import op

revision = 'c41d7be02a95'
down_revision = 'f0c3a81e57d4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('role_assignments', sa.Column('import_id', sa.Uuid(), nullable=True))
    for table in ('role_assignments', 'left_out_roster_roles'):
        op.add_column(table, sa.Column('import_file', sa.Text(), nullable=True))
        op.add_column(table, sa.Column('import_row', sa.Integer(), nullable=True))
        op.add_column(table, sa.Column('import_client_id', sa.Uuid(), nullable=True))
