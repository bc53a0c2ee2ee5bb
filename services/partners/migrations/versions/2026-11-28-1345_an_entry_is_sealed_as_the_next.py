"""an entry is sealed as the next."""

from shared.audit.protection import protect_chain

revision = 'c0e83fa1752d'
down_revision = '5d1c7be2a940'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    protect_chain()
