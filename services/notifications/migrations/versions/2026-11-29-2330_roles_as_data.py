"""roles as data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '4733fe5fe4f5'
down_revision = '5b90e2c7d1a8'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'directory_catalogue',
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('code', sa.Text(), nullable=False),
        sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('profile', sa.Text(), nullable=False),
        sa.Column('place', sa.Text(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'code', name=op.f('pk_directory_catalogue')),
    )
    isolate('directory_catalogue')
    op.add_column('directory_roles', sa.Column('profile', sa.Text(), nullable=True))
    # Until now every role was a profile of its own name. The owner is bound by row security too, and looks past it for this one
    # statement.
    op.execute('alter table directory_roles no force row level security')
    op.execute('update directory_roles set profile = role')
    op.execute('alter table directory_roles force row level security')
    op.alter_column('directory_roles', 'profile', nullable=False)
    op.create_index('ix_directory_roles_profile_school', 'directory_roles', ['district_id', 'profile', 'school_id'])
    # A rung tells any role of the catalogue.
    op.drop_constraint(op.f('ck_escalations_tell'), 'escalations', type_='check')
    op.alter_column('escalations', 'tell', type_=sa.Text())
