"""severity of faults."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '7c41d90ab3e5'
down_revision = '50a90d1dec82'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    # What is there already cost its row. A constant default rewrites no table.
    severity = sa.Column('severity', sa.String(length=40), nullable=False, server_default='identity')
    op.add_column('roster_import_faults', severity)
    op.alter_column('roster_import_faults', 'severity', server_default=None)
    listed = "'identity', 'attribute', 'ripple'"
    op.create_check_constraint('faultseverity', 'roster_import_faults', f'severity in ({listed})')
    op.add_column('roster_import_faults', sa.Column('cause_file', sa.Text(), nullable=True))
    op.add_column('roster_import_faults', sa.Column('cause_row', sa.Integer(), nullable=True))
    counts = postgresql.JSONB(astext_type=sa.Text())
    op.add_column('roster_imports', sa.Column('fault_counts', counts, nullable=False, server_default='{}'))
    op.alter_column('roster_imports', 'fault_counts', server_default=None)
