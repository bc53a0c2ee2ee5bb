"""emergency access messages."""

from alembic import op

revision = 'b83e61d0f7a4'
down_revision = 'ce07e41cb0f7'
branch_labels = None
depends_on = None

KINDS = ('plan_published', 'tasks_changed', 'handover', 'delegation', 'barrier', 'mention', 'watched', 'digest',
         'weekly_summary', 'escalation', 'announcement', 'emergency_access')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    listed = ', '.join(f"'{kind}'" for kind in KINDS)
    op.drop_constraint(op.f('ck_messages_kind'), 'messages', type_='check')
    op.create_check_constraint(op.f('ck_messages_kind'), 'messages', f'kind in ({listed})')
