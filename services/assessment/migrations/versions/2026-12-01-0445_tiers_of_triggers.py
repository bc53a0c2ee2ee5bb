"""tiers of triggers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '4b7d20e9c615'
down_revision = '78a95ae5e6f2'
branch_labels = None
depends_on = None

KINDS = ('consecutive', 'cumulative', 'band', 'rapid_change')
STATES = ('open', 'handled', 'undone', 'over', 'lapsed')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('attendance_triggers', sa.Column('over', sa.Integer(), nullable=True))
    op.add_column('attendance_triggers', sa.Column('actions', sa.ARRAY(sa.Text()), server_default='{work}', nullable=False))
    op.add_column('attendance_triggers', sa.Column('message_to', sa.Enum('role', 'caseload', name='messageto', native_enum=False, create_constraint=True, length=40), server_default='role', nullable=False))
    op.add_column('attendance_triggers', sa.Column('steps', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False))
    _words('attendance_triggers', 'kind', 'triggerkind', KINDS)
    _words('attendance_alerts', 'state', 'alertstate', STATES)
    op.add_column('attendance_alerts', sa.Column('tier', sa.Integer(), nullable=True))
    tables = ('attendance_alerts', 'attendance_triggers')
    for table in tables:
        op.execute(f'alter table {table} no force row level security')
    op.execute("update attendance_alerts a set tier = t.tier from attendance_triggers t "
               "where t.district_id = a.district_id and t.id = a.trigger_id")
    for table in tables:
        op.execute(f'alter table {table} force row level security')
    op.alter_column('attendance_alerts', 'tier', nullable=False)
    op.drop_constraint('uq_attendance_alerts_once', 'attendance_alerts', type_='unique')
    op.create_unique_constraint('uq_attendance_alerts_once', 'attendance_alerts', ['district_id', 'student_id', 'trigger_id', 'school_id', 'school_year', 'began_on', 'tier'])


def _words(table: str, column: str, name: str, words: tuple[str, ...]) -> None:
    listed = ', '.join(f"'{word}'" for word in words)
    op.drop_constraint(op.f(f'ck_{table}_{name}'), table, type_='check')
    op.create_check_constraint(op.f(f'ck_{table}_{name}'), table, f'{column} in ({listed})')
