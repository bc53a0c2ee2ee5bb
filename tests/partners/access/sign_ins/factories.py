"""Sessions for tests that are not about how people sign in."""

from datetime import timedelta
from uuid import UUID

from shared import clock
from shared.ids import new_id
from shared.testing.calls import Service

SESSION = """insert into sign_in_sessions (district_id, id, staff_id, provider_id, application_id, subject, scopes, auth_time,
  idle_minutes, idle_until, expires_at, last_used_at, created_at, updated_at, created_by, updated_by, version)
values ($1, $2, $3, $4, $5, $6, '{directory:read}', $7, 120, $7::timestamptz + interval '2 hours',
  $7::timestamptz + interval '12 hours', $7, $7, $7, 'test', 'test', 1)"""


async def person(partners: Service, district_id: UUID) -> UUID:
    """A staff member."""
    made = await partners.machine(district_id).post("/v1/staff", json={"given_name": "A", "family_name": "B"})
    return UUID(made.json()["id"])


async def application(partners: Service, district_id: UUID, **facts: object) -> UUID:
    """A registered front end."""
    wish = {"name": "x", "redirect_uris": ["https://a.example.org/"], "scopes": ["directory:read"], **facts}
    return UUID((await partners.machine(district_id).post("/v1/applications", json=wish)).json()["id"])


async def session(
    partners: Service,
    district_id: UUID,
    staff_id: UUID,
    *,
    application_id: UUID | None = None,
    provider_id: UUID | None = None,
    subject: str = "s",
    ago: timedelta = timedelta(),
) -> UUID:
    """Somebody signed in."""
    id_ = new_id()
    now = clock.now() - ago
    await partners.sql(SESSION, district_id, id_, staff_id, provider_id or new_id(), application_id, subject, now)
    return id_
