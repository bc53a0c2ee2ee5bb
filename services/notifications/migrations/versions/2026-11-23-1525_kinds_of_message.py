"""kinds of message."""

from alembic import op

revision = '5d2f0c9be6a1'
down_revision = '7b1c04a7934d'
branch_labels = None
depends_on = None

KINDS = ('plan_published', 'tasks_changed', 'handover', 'delegation', 'barrier', 'mention', 'watched', 'digest',
         'weekly_summary', 'escalation', 'announcement')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    listed = ', '.join(f"'{kind}'" for kind in KINDS)
    for table in ('messages', 'recipients'):
        op.drop_constraint(op.f(f'ck_{table}_kind'), table, type_='check')
        op.create_check_constraint(op.f(f'ck_{table}_kind'), table, f'kind in ({listed})')
