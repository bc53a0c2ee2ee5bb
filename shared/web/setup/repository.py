"""SQL of what is missing: one statement, made of what the service's rooms look for. ($1): [1] now, [2] who asks."""

from functools import cache

from shared.web.setup.checks import Check

LANGUAGE = """coalesce((select s.language from directory_staff s where s.id = ($1)[2]::uuid),
  (select d.language from directory_districts d))"""
ROLES = """(select coalesce(json_agg(json_build_object(
  'code', c.code, 'profile', c.profile, 'names', c.names, 'active', c.active)), '[]') from directory_catalogue c)"""


@cache
def statement(checks: tuple[Check, ...]) -> str:
    """The statement, of these."""
    counts = ", ".join(f"'{check.code}', {check.count}" for check in checks if check.count)
    return f"""select json_build_object('language', {LANGUAGE}, 'roles', {ROLES},
  'counts', json_build_object({counts}))::text, null"""
