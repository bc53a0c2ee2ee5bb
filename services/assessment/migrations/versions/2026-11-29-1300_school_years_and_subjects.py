"""school years and subjects."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.db.migrations import isolate

revision = '9d51f0b7c3a8'
down_revision = '91e5d3a7b4c8'
branch_labels = None
depends_on = None

#: The day an administration of before is of: the one it was scored on, else the one it was opened on.
DAY = "coalesce(scored_on, (created_at at time zone 'UTC')::date)"
#: July 1 to June 30, half a year later, is one calendar year.
FIRST = f"extract(year from {DAY} - interval '6 months')::int"


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.add_column('instruments', sa.Column('subject_kinds', sa.ARRAY(sa.Text()), nullable=False, server_default='{school}'))
    op.add_column('instruments', sa.Column('repeatable', sa.Boolean(), nullable=False, server_default='false'))
    op.alter_column('instruments', 'subject_kinds', server_default=None)
    op.alter_column('instruments', 'repeatable', server_default=None)
    op.drop_index('uq_administrations_once', table_name='administrations')
    op.add_column('administrations', sa.Column('subject_kind', sa.Text(), nullable=False, server_default='school'))
    op.add_column('administrations', sa.Column('subject_id', sa.Uuid(), nullable=True))
    op.add_column('administrations', sa.Column('school_year', sa.Text(), nullable=True))
    op.add_column('administrations', sa.Column('sequence', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('administrations', sa.Column('held_on', sa.Date(), nullable=True))
    op.add_column('administrations', sa.Column('corrections', sa.Integer(), nullable=False, server_default='0'))
    op.add_column('administrations', sa.Column('withdrawn_reason', sa.Text(), nullable=True))
    # Altering a type reaches every district's rows, which row security would hide from an update. A thousand schools have some
    # ten thousand rows: the table is written anew in a second.
    op.execute(f"""
    alter table administrations
      alter column subject_id type uuid using school_id,
      alter column school_year type text using {FIRST} || '-' || lpad((({FIRST} + 1) % 100)::text, 2, '0'),
      alter column held_on type date using scored_on""")
    op.alter_column('administrations', 'subject_id', nullable=False)
    op.alter_column('administrations', 'school_year', nullable=False)
    op.alter_column('administrations', 'school_id', nullable=True)
    for name in ('subject_kind', 'sequence', 'corrections'):
        op.alter_column('administrations', name, server_default=None)
    op.create_check_constraint('school_is_its_own_place', 'administrations', "subject_kind <> 'school' or school_id = subject_id")
    op.create_index('uq_administrations_once', 'administrations', ['district_id', 'instrument_id', 'subject_kind', 'subject_id', 'school_year', 'window', 'sequence'], unique=True, postgresql_where=sa.text("state <> 'withdrawn'"))
    op.create_index('ix_administrations_subject', 'administrations', ['district_id', 'subject_id', 'id'], unique=False)
    op.create_index('ix_administrations_kind', 'administrations', ['district_id', 'subject_kind', 'id'], unique=False)
    op.create_index('ix_administrations_school_year', 'administrations', ['district_id', 'school_year', 'id'], unique=False)
    op.create_table('administration_corrections',
    sa.Column('administration_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('corrected_by', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('results', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['district_id', 'administration_id'], ['administrations.district_id', 'administrations.id'], name='fk_administration_corrections_administration'),
    sa.PrimaryKeyConstraint('district_id', 'id', name=op.f('pk_administration_corrections'))
    )
    op.create_index('uq_administration_corrections_number', 'administration_corrections', ['district_id', 'administration_id', 'number'], unique=True)
    isolate('administration_corrections')
