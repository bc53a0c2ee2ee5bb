"""teams."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '7c41e9a05d3b'
down_revision = '4ae90c73b1f5'
branch_labels = None
depends_on = None

ENUM = {'native_enum': False, 'create_constraint': True, 'length': 40}
KINDS = (
    'district_implementation', 'school_leadership', 'attendance', 'student_support', 'child_study', 'behavior_support', 'data',
    'site', 'family_engagement', 'grade_level', 'mentoring', 'microsociety', 'other',
)


def stamps() -> list[sa.Column]:
    """Whose, which, and who touched it when."""
    return [
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by', sa.Text(), nullable=False),
        sa.Column('updated_by', sa.Text(), nullable=False),
        sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    ]


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table(
        'teams',
        sa.Column('school_id', sa.Uuid(), nullable=True),
        sa.Column('kind', sa.Enum(*KINDS, name='teamkind', **ENUM), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('charge', sa.Text(), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=True),
        *stamps(),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_teams')),
        sa.ForeignKeyConstraint(['district_id', 'school_id'], ['schools.district_id', 'schools.id'], name='fk_teams_school'),
        sa.CheckConstraint('ends_on is null or ends_on >= starts_on', name=op.f('ck_teams_days_in_order')),
    )
    op.create_index('ix_teams_school', 'teams', ['district_id', 'school_id', 'name', 'id'], unique=False)
    op.create_index('ix_teams_kind', 'teams', ['district_id', 'kind', 'name', 'id'], unique=False)
    op.create_index('ix_teams_name', 'teams', ['district_id', 'name', 'id'], unique=False)
    op.create_index('ix_teams_updated_at', 'teams', ['district_id', 'updated_at', 'id'], unique=False)
    op.create_table(
        'team_members',
        sa.Column('team_id', sa.Uuid(), nullable=False),
        sa.Column('staff_id', sa.Uuid(), nullable=True),
        sa.Column('guest_name', sa.Text(), nullable=True),
        sa.Column('guest_from', sa.Enum('family', 'organization', 'community', name='guestfrom', **ENUM), nullable=True),
        sa.Column('guest_email', sa.Text(), nullable=True),
        sa.Column('meeting_roles', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('stands_in_for', postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('away_from', sa.Date(), nullable=True),
        sa.Column('away_until', sa.Date(), nullable=True),
        *stamps(),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_team_members')),
        sa.ForeignKeyConstraint(['district_id', 'team_id'], ['teams.district_id', 'teams.id'], name='fk_team_members_team'),
        sa.ForeignKeyConstraint(['district_id', 'staff_id'], ['staff.district_id', 'staff.id'], name='fk_team_members_staff'),
        sa.CheckConstraint(
            '(staff_id is null) = (guest_from is not null)', name=op.f('ck_team_members_staff_or_guest')
        ),
        sa.CheckConstraint('ends_on is null or ends_on >= starts_on', name=op.f('ck_team_members_days_in_order')),
        sa.CheckConstraint(
            '(away_from is null) = (away_until is null) and away_until >= away_from',
            name=op.f('ck_team_members_days_away_in_order'),
        ),
        sa.CheckConstraint(
            "guest_from is null or not ('leader' = any(meeting_roles) or 'leader' = any(stands_in_for))",
            name=op.f('ck_team_members_leader_of_the_staff'),
        ),
        sa.CheckConstraint(
            "guest_from is distinct from 'family' or guest_email is null", name=op.f('ck_team_members_no_family_contact')
        ),
    )
    op.create_index('ix_team_members_team', 'team_members', ['district_id', 'team_id', 'id'], unique=False)
    op.create_index(
        'ix_team_members_staff',
        'team_members',
        ['district_id', 'staff_id'],
        unique=False,
        postgresql_where=sa.text('staff_id is not null'),
    )
    isolate('teams', 'team_members')
