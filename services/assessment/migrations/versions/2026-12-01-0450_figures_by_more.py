"""figures by more."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '7e1fb4a3902d'
down_revision = '4b7d20e9c615'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('attendance_figure_settings',
    sa.Column('smallest', sa.Integer(), nullable=False),
    sa.Column('subgroups', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('measures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('updated_by', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_attendance_figure_settings'))
    )
    op.add_column('attendance_figure_snapshots', sa.Column('measures', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False))
    op.add_column('attendance_figure_snapshots', sa.Column('flows_since', sa.Date(), nullable=True))
    op.add_column('attendance_figure_snapshots', sa.Column('subgroups', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False))
    op.add_column('attendance_figure_members', sa.Column('measures', sa.ARRAY(sa.Text()), server_default='{}', nullable=False))
    op.add_column('attendance_figure_members', sa.Column('recent', sa.ARRAY(sa.Boolean()), server_default='{}', nullable=False))
    op.add_column('attendance_figure_members', sa.Column('subgroups', postgresql.JSONB(astext_type=sa.Text()), server_default='{}', nullable=False))
    isolate('attendance_figure_settings')
