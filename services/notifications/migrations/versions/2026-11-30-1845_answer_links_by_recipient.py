"""answer links by recipient."""

from alembic import op

revision = 'a94e60c7d1b3'
down_revision = 'f1b7d02c94ae'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_index('ix_answer_links_recipient', 'answer_links', ['district_id', 'recipient_id', 'id'])
    op.create_index('ix_answer_links_made_at', 'answer_links', ['district_id', 'made_at', 'id'])
