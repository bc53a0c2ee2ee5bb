"""What a caller may do to a role somebody holds now, in SQL."""

from services.partners.directory.roles import repository, transitions
from services.partners.directory.roles.tables import GrantSource
from services.partners.directory.roles.transitions import CHANGE, CHANGE_AT_SCHOOL, REVOKE_AT_SCHOOL, TRANSITIONS
from services.partners.permissions import POLICY
from shared.auth.may import ME, NOW, OWN_PROFILES, SPEAKS_AS, May, everywhere
from shared.auth.profiles import FAR_REACHING
from shared.context.days import day_in_sql

_FAR = ", ".join(f"'{profile}'" for profile in sorted(FAR_REACHING))
#: Codes of the roles that are given at schools, those that somebody gives there, and those the caller gives, as `role@school`:
#: found once a statement.
_NEAR = f"(select array_agg(r.code) from roles r where r.profile not in ({_FAR}))"
_GIVEN = f"(select array_agg(r.code) from roles r where r.profile not in ({_FAR}) and r.given_by <> array[]::text[])"
_GIVES = f"""(select array_agg(r.code || '@' || split_part(p.held, '@', 2)) from roles r, unnest({OWN_PROFILES}) p (held)
    where split_part(p.held, '@', 1) = any(array_remove(r.given_by, r.profile)) and split_part(p.held, '@', 2) <> '')"""
#: As `givers.require_giver` has it.
GIVES = f"""coalesce(array[s.role] && {_NEAR}::text[] and case when {SPEAKS_AS} <> 'person' then array[s.role] && {_GIVEN}::text[]
    else {everywhere("directory:write")} or array[s.role || '@' || s.school_id] && {_GIVES}::text[] end, false)"""
AT_A_SCHOOL = "s.school_id is not null"
MAY = May(
    POLICY,
    TRANSITIONS,
    repository.LISTING,
    state="",
    # Whoever writes the directory does so for the whole district.
    rights={CHANGE.right: everywhere(CHANGE.right)},
    conditions={
        transitions.not_own: f"s.staff_id is distinct from {ME}",
        transitions.by_hand: f"s.granted_by = '{GrantSource.MANUAL}'",
        transitions.not_over: f"coalesce(s.ends_on >= {day_in_sql(NOW)}, true)",
        transitions.theirs_to_give: GIVES,
    },
    besides=dict.fromkeys((CHANGE_AT_SCHOOL.name, REVOKE_AT_SCHOOL.name), AT_A_SCHOOL),
)
#: Role assignments as callers are shown them.
LISTING = MAY.on(repository.LISTING)
