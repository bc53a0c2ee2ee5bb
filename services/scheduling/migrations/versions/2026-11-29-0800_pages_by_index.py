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
    op.create_index('ix_barriers_raised_by', 'barriers', ['district_id', 'raised_by', 'id'])
    op.create_index('ix_barriers_raised_by_id', 'barriers', ['district_id', 'raised_by_id', 'id'])
    op.create_index('ix_barriers_assignee', 'barriers', ['district_id', 'assignee_id', 'id'])
    op.create_index('ix_barriers_state', 'barriers', ['district_id', 'state', 'id'])
    op.drop_index('ix_barrier_schools_school', table_name='barrier_schools')
    op.create_index('ix_barrier_schools_school', 'barrier_schools', ['district_id', 'school_id', 'barrier_id'])
    op.drop_index('ix_delegations_from', table_name='delegations')
    op.create_index('ix_delegations_from', 'delegations', ['district_id', 'from_id', 'starts_on', 'id'])
    op.create_index('ix_delegations_to', 'delegations', ['district_id', 'to_id', 'starts_on', 'id'])
    op.create_index('ix_delegations_school', 'delegations', ['district_id', 'school_id', 'starts_on', 'id'])
    op.drop_index('ix_feeds_staff', table_name='feeds')
    op.create_index('ix_feeds_staff', 'feeds', ['district_id', 'staff_id', 'id'])
    op.create_index('ix_audit_entries_outcome', 'audit_entries', ['district_id', 'outcome', 'occurred_at', 'id'], postgresql_where=sa.text("outcome <> 'done'"))
