"""schools' own plans."""

import sqlalchemy as sa
from alembic import op

revision = 'd3f08b6c21e7'
down_revision = 'a41d7e90c5b2'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision. Every plan that stands is the district's."""
    op.add_column('plans', sa.Column('school_id', sa.Uuid(), nullable=True))
    op.create_index('ix_plans_school_id', 'plans', ['district_id', 'school_id', 'id'], unique=False)
    op.add_column('goals', sa.Column('serves_id', sa.Uuid(), nullable=True))
    op.create_index(
        'ix_goals_serves_id', 'goals', ['district_id', 'serves_id'], unique=False,
        postgresql_where=sa.text('serves_id is not null'),
    )
