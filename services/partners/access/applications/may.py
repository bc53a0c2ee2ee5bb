"""What a caller may do to a registered front end now."""

from services.partners.access.applications import repository
from services.partners.access.applications.transitions import TRANSITIONS
from services.partners.directory.roles.far_reaching import holds_all, reaches
from services.partners.permissions import POLICY
from shared.auth.may import May
from shared.context.transitions import there_until_in_sql

MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state=there_until_in_sql("s.removed_at"),
    school="",
    of_callers={holds_all: reaches},
)
#: Front ends as callers are shown them.
LISTING = MAY.on(repository.LISTING)
