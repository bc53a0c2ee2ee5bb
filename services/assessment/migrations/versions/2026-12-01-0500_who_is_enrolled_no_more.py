"""standings of whom nobody enrols any more."""

import sqlalchemy as sa
from alembic import op

revision = 'a3d90c5e71f4'
down_revision = '7e1fb4a3902d'
branch_labels = None
depends_on = None

REASONS = ('unmapped_code', 'too_few_days', 'nothing_reported', 'not_enrolled')


def upgrade() -> None:
    """Go forward by one step."""
    op.drop_constraint('nofigure', 'attendance_standings', type_='check')
    op.create_check_constraint('nofigure', 'attendance_standings', sa.column('no_figure').in_(REASONS))
