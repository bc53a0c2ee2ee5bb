"""grants of two."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '6f1e0b9c47d2'
down_revision = 'd3f1a7c25e80'
branch_labels = None
depends_on = None

STAMPED = (
    ('created_at', sa.DateTime(timezone=True)),
    ('updated_at', sa.DateTime(timezone=True)),
    ('created_by', sa.Text()),
    ('updated_by', sa.Text()),
)


def stamped() -> list[sa.Column]:
    """Who touched a row and when."""
    return [
        *(sa.Column(name, kind, nullable=False) for name, kind in STAMPED),
        sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
        sa.Column('district_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
    ]


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('identities', sa.Column('confirmed_by', sa.Text(), nullable=True))
    op.create_table(
        'grant_proposals',
        sa.Column('operation', sa.Text(), nullable=False),
        sa.Column('about', sa.Uuid(), nullable=True),
        sa.Column('if_match', sa.Text(), nullable=True),
        sa.Column('wish', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column('staff_id', sa.Uuid(), nullable=True),
        sa.Column('roles', sa.ARRAY(sa.Text()), nullable=False),
        sa.Column('asked_by', sa.Text(), nullable=False),
        sa.Column('asked_as', sa.Text(), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('outcome', sa.Enum('confirmed', 'refused', name='proposaloutcome', native_enum=False, create_constraint=True, length=40), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('decided_by', sa.Text(), nullable=True),
        sa.Column('result_id', sa.Uuid(), nullable=True),
        *stamped(),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_grant_proposals')),
        sa.ForeignKeyConstraint(
            ['district_id', 'staff_id'], ['staff.district_id', 'staff.id'], name='fk_grant_proposals_staff'
        ),
        sa.CheckConstraint(
            "outcome <> 'confirmed' or decided_by <> asked_by", name=op.f('ck_grant_proposals_confirmed_by_another')
        ),
    )
    op.create_index('ix_grant_proposals_updated_at', 'grant_proposals', ['district_id', 'updated_at', 'id'])
    op.create_index('ix_grant_proposals_expires_at', 'grant_proposals', ['district_id', 'expires_at', 'id'])
    op.create_table(
        'let_roster_roles',
        sa.Column('roles', sa.ARRAY(sa.Text()), nullable=False),
        *stamped(),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_let_roster_roles')),
    )
    op.create_table(
        'left_out_roster_roles',
        sa.Column('staff_id', sa.Uuid(), nullable=False),
        sa.Column('school_id', sa.Uuid(), nullable=True),
        sa.Column('role', sa.Enum('district_coordinator', 'executive_leader', 'district_team_member', 'data_manager', 'principal', 'school_administrator', 'school_coordinator', 'counselor', 'teacher', 'mentor', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('starts_on', sa.Date(), nullable=False),
        sa.Column('ends_on', sa.Date(), nullable=True),
        sa.Column('reason', sa.Enum('not_let', 'to_sender', 'sent_by_a_person', 'link_not_confirmed', name='leftoutbecause', native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column('import_id', sa.Uuid(), nullable=True),
        sa.Column('sent_by', sa.Uuid(), nullable=True),
        *stamped(),
        sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_left_out_roster_roles')),
        sa.ForeignKeyConstraint(
            ['district_id', 'staff_id'], ['staff.district_id', 'staff.id'], name='fk_left_out_roster_roles_staff'
        ),
    )
    op.create_index('ix_left_out_roster_roles_staff', 'left_out_roster_roles', ['district_id', 'staff_id'])
    op.create_index('ix_left_out_roster_roles_updated_at', 'left_out_roster_roles', ['district_id', 'updated_at', 'id'])
    # What a district's roster brought until now it goes on bringing: nobody loses a role by this. The owner is bound by row
    # security too, and looks past it for this one statement.
    op.execute('alter table role_assignments no force row level security')
    op.execute("""
        with of_a_school (role) as (values ('principal'), ('school_administrator'), ('school_coordinator'), ('counselor'),
          ('teacher'), ('mentor')),
        brought as (
          select distinct district_id, role::text from role_assignments
          where granted_by = 'roster' and (ends_on is null or ends_on >= current_date)),
        more as (select distinct district_id from brought where role not in (select role from of_a_school)),
        let as (
          select district_id, role from brought join more using (district_id)
          union select district_id, role from more cross join of_a_school)
        insert into let_roster_roles (district_id, id, roles, created_at, updated_at, created_by, updated_by)
        select district_id, district_id, array_agg(role order by role), now(), now(), 'service:partners', 'service:partners'
        from let group by district_id""")
    op.execute('alter table role_assignments force row level security')
    # Links the operator's clients made are the operator's word; of others nobody but their maker has stood for them yet.
    for table in ('identities', 'clients'):
        op.execute(f'alter table {table} no force row level security')
    op.execute("""
        update identities i set confirmed_by = created_by
        where linked_by = 'administrator' and exists (select from clients c
          where c.district_id = i.district_id and c.for_setup and 'client:' || c.id = i.created_by)""")
    for table in ('identities', 'clients'):
        op.execute(f'alter table {table} force row level security')
    isolate('grant_proposals', 'let_roster_roles', 'left_out_roster_roles')
