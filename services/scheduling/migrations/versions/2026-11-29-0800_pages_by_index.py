"""pages by index."""

import sqlalchemy as sa
from alembic import op

revision = '5d2f8a91c6e3'
down_revision = 'c5e0a7d19b42'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_index('ix_tasks_activity', 'tasks', ['district_id', 'activity_id', 'due_on', 'id'])
    op.create_index('ix_tasks_unowned', 'tasks', ['district_id', 'due_on', 'id'], postgresql_where=sa.text('owner_id is null'))
    op.create_index('ix_tasks_plan', 'tasks', ['district_id', 'plan_id', 'state', 'due_on', 'id'], postgresql_include=['school_id'])
    op.drop_index('ix_tasks_moving', table_name='tasks')
