"""teams, and who shares responsibility for an activity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '2f6a90d7c1e4'
down_revision = 'd3f08b6c21e7'
branch_labels = None
depends_on = None

SHARED = "owner_role like 'team:%' or cardinality(responsible_roles) > 0 or cardinality(responsible_ids) > 0"


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'known_teams',
        sa.Column('school_id', sa.Uuid(), nullable=True),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('version', sa.BigInteger(), nullable=False),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_known_teams')),
    )
    op.create_table(
        'team_parts',
        sa.Column('team_id', sa.Uuid(), nullable=False),
        sa.Column('staff_id', sa.Uuid(), nullable=False),
        sa.Column('school_id', sa.Uuid(), nullable=True),
        sa.Column('role', sa.Text(), nullable=False),
        sa.Column('leads', sa.Boolean(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_team_parts')),
    )
    op.create_index('ix_team_parts_team', 'team_parts', ['district_id', 'team_id'], unique=False)
    op.create_index('ix_team_parts_role', 'team_parts', ['district_id', 'role', 'school_id'], unique=False)
    op.create_index('ix_team_parts_staff', 'team_parts', ['district_id', 'staff_id'], unique=False)
    op.create_table(
        'task_sharers',
        sa.Column('task_id', sa.Uuid(), nullable=False),
        sa.Column('staff_id', sa.Uuid(), nullable=False),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_task_sharers')),
        sa.ForeignKeyConstraint(
            ['district_id', 'task_id'], ['tasks.district_id', 'tasks.id'], name='fk_task_sharers_task'
        ),
        sa.UniqueConstraint('district_id', 'task_id', 'staff_id', name='uq_task_sharers_staff'),
    )
    op.create_index('ix_task_sharers_staff', 'task_sharers', ['district_id', 'staff_id', 'task_id'], unique=False)
    isolate('known_teams', 'team_parts', 'task_sharers')
    empty = sa.text("'{}'")
    roles = sa.Column('responsible_roles', postgresql.ARRAY(sa.Text()), server_default=empty, nullable=False)
    people = sa.Column('responsible_ids', postgresql.ARRAY(sa.Uuid()), server_default=empty, nullable=False)
    op.add_column('activities', roles)
    op.add_column('activities', people)
    op.create_index('ix_activities_shared', 'activities', ['district_id', 'id'], postgresql_where=sa.text(SHARED))
