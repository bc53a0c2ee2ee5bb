"""steps of plans."""

from alembic import op

revision = '5e81c7d20b4f'
down_revision = '3c9d5b80e1f6'
branch_labels = None
depends_on = None

KINDS = ('plan_published', 'plan_step', 'plan_ended', 'tasks_changed', 'task_reopened', 'handover', 'delegation', 'barrier',
         'mention', 'watched', 'digest', 'weekly_summary', 'escalation', 'announcement', 'emergency_access')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    listed = ', '.join(f"'{kind}'" for kind in KINDS)
    op.drop_constraint(op.f('ck_messages_kind'), 'messages', type_='check')
    op.create_check_constraint(op.f('ck_messages_kind'), 'messages', f'kind in ({listed})')
