"""messages of tasks people share."""

from alembic import op

revision = '5b90e2c7d1a8'
down_revision = 'e81c4fb07d29'
branch_labels = None
depends_on = None

KINDS = ('plan_published', 'plan_step', 'plan_ended', 'plan_at_risk', 'tasks_changed', 'task_reopened', 'task_given', 'tasks_shared',
         'handover', 'delegation', 'barrier', 'mention', 'watched', 'digest', 'weekly_summary', 'escalation', 'announcement',
         'emergency_access')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    listed = ', '.join(f"'{kind}'" for kind in KINDS)
    op.drop_constraint(op.f('ck_messages_kind'), 'messages', type_='check')
    op.create_check_constraint(op.f('ck_messages_kind'), 'messages', f'kind in ({listed})')
