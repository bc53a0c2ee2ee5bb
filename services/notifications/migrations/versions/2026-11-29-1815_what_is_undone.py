"""what is undone."""

import sqlalchemy as sa
from alembic import op

revision = '8a2f6b93c1d7'
down_revision = '5e81c7d20b4f'
branch_labels = None
depends_on = None

REASONS = ('recipient_unknown', 'inactive', 'no_address', 'unsubscribed', 'quiet_hours', 'held', 'undone',
           'address_suppressed', 'address_rejected', 'address_unsendable', 'address_deferred', 'sender_refused',
           'mail_refused', 'mail_deferred', 'server_unreachable', 'fault')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('messages', sa.Column('topic', sa.Uuid(), nullable=True))
    op.add_column('messages', sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_messages_topic', 'messages', ['district_id', 'topic'], unique=False,
                    postgresql_where=sa.text('topic is not null'))
    listed = ', '.join(f"'{reason}'" for reason in REASONS)
    op.drop_constraint(op.f('ck_deliveries_reason'), 'deliveries', type_='check')
    op.create_check_constraint(op.f('ck_deliveries_reason'), 'deliveries', f'reason in ({listed})')
