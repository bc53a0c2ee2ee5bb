"""standings without a figure are few."""

from alembic import op

revision = '5c1e0a7d9b26'
down_revision = 'e52f7a1c08d4'
branch_labels = None
depends_on = None

NAME, COLUMNS = 'ix_attendance_standings_no_figure', ['district_id', 'no_figure', 'school_year', 'student_id', 'id']


def upgrade() -> None:
    """Go forward by one step."""
    op.drop_index(NAME, table_name='attendance_standings')
    op.create_index(NAME, 'attendance_standings', COLUMNS, postgresql_where='no_figure is not null')
