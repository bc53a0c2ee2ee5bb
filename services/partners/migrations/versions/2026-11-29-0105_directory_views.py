"""the directory under the names it has in the other services."""

from alembic import op

revision = 'b7d20f61c4aa'
down_revision = '93b1c4f7ad28'
branch_labels = None
depends_on = None

VIEWS = {
    'directory_districts': 'select district_id, name, timezone, language, version from districts',
    'directory_schools': 'select district_id, id, name, local_code, level, grades, tags, cohort, opens_on, closes_on, version '
    'from schools',
    'directory_staff': 'select district_id, id, given_name, family_name, email, language, active and account_active as active, '
    'version from staff',
    'directory_roles': 'select district_id, id, staff_id, school_id, role, starts_on, ends_on, version from role_assignments',
}


def upgrade() -> None:
    """Forward only: a mistake is mended by the next revision."""
    for name, query in VIEWS.items():
        # As whoever asks, so that row security holds them to their district.
        op.execute(f'create view {name} with (security_invoker = true) as {query}')
        op.execute(f'revoke insert, update, delete on {name} from throughline_app')
