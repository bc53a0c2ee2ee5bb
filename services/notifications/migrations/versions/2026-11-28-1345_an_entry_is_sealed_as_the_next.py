"""an entry is sealed as the next."""

from shared.audit.protection import protect_chain

revision = '76be205ca9d3'
down_revision = 'b83e61d0f7a4'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    protect_chain()
