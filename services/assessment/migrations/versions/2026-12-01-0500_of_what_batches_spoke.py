"""of what batches spoke."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = '4b7e19c2a6d8'
down_revision = '8d90b18f478b'
branch_labels = None
depends_on = None

READ = ('attendance_days', 'attendance_events')
WRITTEN = ('attendance_spoken_days', 'attendance_spoken_rows')


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_index('ix_attendance_events_superseded', 'attendance_events', ['district_id', 'school_id', 'day'], unique=False, postgresql_where=sa.text('superseded_at is not null'))
    op.create_table('attendance_spoken_days',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('spoken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'school_id', 'day', 'batch_id', name=op.f('pk_attendance_spoken_days'))
    )
    op.create_index('ix_attendance_spoken_days_batch', 'attendance_spoken_days', ['district_id', 'batch_id'], unique=False)
    op.create_table('attendance_spoken_rows',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('spoken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'day', 'school_id', 'period', 'batch_id', name=op.f('pk_attendance_spoken_rows'))
    )
    op.create_index('ix_attendance_spoken_rows_batch', 'attendance_spoken_rows', ['district_id', 'batch_id'], unique=False)
    # Of batches so far what they changed is known, not what they said again. The owner is bound by row security too, and looks
    # past it for this.
    for table in READ:
        op.execute(f'alter table {table} no force row level security')
    op.execute("""
    insert into attendance_spoken_days (district_id, school_id, day, batch_id, spoken_at)
    select district_id, school_id, day, batch_id, min(recorded_at) from attendance_days group by 1, 2, 3, 4""")
    op.execute("""
    insert into attendance_spoken_rows (district_id, student_id, day, school_id, period, batch_id, spoken_at)
    select e.district_id, e.student_id, e.day, e.school_id, e.period, e.spoke, min(e.at) from (
      select district_id, student_id, day, school_id, period, batch_id as spoke, recorded_at as at from attendance_events
      where not is_correction
      union all select district_id, student_id, day, school_id, period, superseded_by, superseded_at from attendance_events
      where superseded_by <> batch_id and not is_correction) e
    where not exists (select from attendance_spoken_days d
      where (d.district_id, d.school_id, d.day, d.batch_id) = (e.district_id, e.school_id, e.day, e.spoke))
    group by 1, 2, 3, 4, 5, 6""")
    for table in READ:
        op.execute(f'alter table {table} force row level security')
    isolate(*WRITTEN)
