"""answer links."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate, open_to_system

revision = 'f1b7d02c94ae'
down_revision = 'c2d81f0a6e94'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'answer_links',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('purpose', sa.Text(), nullable=False),
        sa.Column('subject_id', sa.Uuid(), nullable=False),
        sa.Column('recipient_id', sa.Uuid(), nullable=False),
        sa.Column('facts', postgresql.JSONB(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            'ended_as',
            sa.Enum('used', 'revoked', name='endedas', native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_answer_links')),
        sa.UniqueConstraint('district_id', 'purpose', 'subject_id', 'recipient_id', name='uq_answer_links_once'),
    )
    op.create_index('ix_answer_links_id', 'answer_links', ['id'], unique=True)
    op.create_index('ix_answer_links_subject', 'answer_links', ['district_id', 'subject_id', 'recipient_id'])
    isolate('answer_links')
    # Whoever comes with an address says no district; mail of every district is claimed at once.
    open_to_system('answer_links', 'select')
