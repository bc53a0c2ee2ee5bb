"""each refusal a row."""

import sqlalchemy as sa
from alembic import op

revision = 'e4a91c7d2b58'
down_revision = '2f94d60b8ce1'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    # The key was the student's id. Altering tables reaches every district's rows, which row security would hide from an update.
    op.drop_constraint('pk_directory_opt_outs', 'directory_opt_outs')
    op.alter_column('directory_opt_outs', 'id', new_column_name='student_id')
    op.add_column('directory_opt_outs', sa.Column('id', sa.Uuid(), nullable=False, server_default=sa.text('uuidv7()')))
    op.alter_column('directory_opt_outs', 'id', server_default=None)
    op.create_primary_key('pk_directory_opt_outs', 'directory_opt_outs', ['district_id', 'id'])
    op.create_index('ix_directory_opt_outs_student', 'directory_opt_outs', ['district_id', 'student_id', 'id'], unique=False)
    op.create_index('ix_students_local_id', 'students', ['district_id', 'local_id'], unique=False)
