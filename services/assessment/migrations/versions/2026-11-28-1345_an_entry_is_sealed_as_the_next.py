"""an entry is sealed as the next."""

from shared.audit.protection import protect_chain

revision = '2f94d60b8ce1'
down_revision = 'b7d0c2e91f46'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    protect_chain()
