"""what batches said of enrolments."""

import sqlalchemy as sa
from alembic import op

from shared.db.migrations import isolate

revision = 'c4e1a85d90b7'
down_revision = '2f6b8d0e17ac'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    op.create_table('school_enrollment_spoken_rows',
    sa.Column('district_id', sa.Uuid(), nullable=False),
    sa.Column('student_id', sa.Uuid(), nullable=False),
    sa.Column('school_id', sa.Uuid(), nullable=False),
    sa.Column('begins_on', sa.Date(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('grade', sa.Text(), nullable=True),
    sa.Column('is_removed', sa.Boolean(), nullable=False),
    sa.Column('spoken_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('district_id', 'student_id', 'school_id', 'begins_on', 'batch_id', name=op.f('pk_school_enrollment_spoken_rows'))
    )
    op.create_index('ix_school_enrollment_spoken_rows_batch', 'school_enrollment_spoken_rows', ['district_id', 'batch_id'], unique=False)
    for table in ('school_enrollments', 'attendance_batches'):
        op.execute(f'alter table {table} no force row level security')
    # A batch that ended an enrolment and says nothing of it said that there is none.
    op.execute("""insert into school_enrollment_spoken_rows
      select distinct on (e.district_id, e.student_id, e.school_id, e.begins_on, e.batch_id) e.district_id, e.student_id,
        e.school_id, e.begins_on, e.batch_id, e.ends_on, e.grade, false, e.recorded_at
      from school_enrollments e
      order by e.district_id, e.student_id, e.school_id, e.begins_on, e.batch_id, e.recorded_at desc""")
    op.execute("""insert into school_enrollment_spoken_rows
      select distinct on (e.district_id, e.student_id, e.school_id, e.begins_on, e.superseded_by) e.district_id, e.student_id,
        e.school_id, e.begins_on, e.superseded_by, null::date, null, true, e.superseded_at
      from school_enrollments e join attendance_batches b on b.district_id = e.district_id and b.id = e.superseded_by
      where b.state = 'applied'
      order by e.district_id, e.student_id, e.school_id, e.begins_on, e.superseded_by, e.superseded_at desc
      on conflict do nothing""")
    for table in ('school_enrollments', 'attendance_batches'):
        op.execute(f'alter table {table} force row level security')
    isolate('school_enrollment_spoken_rows')
