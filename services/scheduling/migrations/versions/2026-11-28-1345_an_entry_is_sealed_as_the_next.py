"""an entry is sealed as the next."""

from shared.audit.protection import protect_chain

revision = 'a81d3c67f0e5'
down_revision = '6047db3e64c6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    protect_chain()
