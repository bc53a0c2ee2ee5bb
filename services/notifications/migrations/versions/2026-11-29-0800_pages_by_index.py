"""pages by index."""

import sqlalchemy as sa
from alembic import op

revision = '7f4b0c13e8a5'
down_revision = '76be205ca9d3'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_index('ix_escalations_fired_on', 'escalations', ['district_id', 'fired_on', 'id'])
    op.create_index('ix_messages_kind', 'messages', ['district_id', 'kind', 'id'])
    op.create_index('ix_audit_entries_outcome', 'audit_entries', ['district_id', 'outcome', 'occurred_at', 'id'], postgresql_where=sa.text("outcome <> 'done'"))
