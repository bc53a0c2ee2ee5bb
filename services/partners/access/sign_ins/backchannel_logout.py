"""Telling front ends' own back ends that a session ended (OpenID Connect Back-Channel Logout 1.0), until they answer."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt

from services.partners.access.identity_providers.claims import LOGOUT_EVENT
from services.partners.access.identity_providers.discovery import outside
from services.partners.access.sign_ins import notices, repository
from services.partners.access.tokens.keys import signing_key
from shared import clock
from shared.db.engine import Database
from shared.errors import OutsideFailed, OutsideGarbage, OutsideStatus
from shared.ids import new_id
from shared.logging import log
from shared.settings import Settings

#: Access tokens of the session are dead anyway: this is a courtesy, given up after an afternoon.
WAITS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=3))
LIVES = timedelta(minutes=2)
AT_ONCE = 20
#: Longer than sending them all may take.
CLAIMED = timedelta(minutes=3)


async def send_notices(db: Database, settings: Settings) -> None:
    """Send what is due; the worker calls it again and again."""
    now = clock.now()
    for notice in await notices.due(db, now, now + CLAIMED, AT_ONCE):
        status = await _send(db, settings, notice, now)
        if status is None or notice["attempts"] > len(WAITS):
            await notices.drop(db, notice["district_id"], notice["id"])
        else:
            await notices.postpone(db, notice["district_id"], notice["id"], now + WAITS[notice["attempts"] - 1])
        if status is not None:
            log.warning("logout_not_told", code=status, attempts=notice["attempts"], job_id=str(notice["id"]))


async def sweep(db: Database, _: Settings) -> None:
    """Forget what is over."""
    await repository.purge(db, clock.now())


async def _send(db: Database, settings: Settings, notice: dict[str, Any], now: datetime) -> str | None:
    """None when the front end took it, else why not."""
    token = await logout_token(db, settings, notice["oauth_client_id"], notice["session_id"], notice["staff_id"], now)
    try:
        answer = await outside(settings).post(notice["address"], {"logout_token": token})
    except OutsideGarbage:
        # §2.8: the reply is 200 with an empty body; what else it says does not matter.
        return None
    except OutsideFailed as failed:
        return str(failed.code)
    return None if 200 <= answer.status < 300 else OutsideStatus.code


async def logout_token(
    db: Database, settings: Settings, audience: UUID, session_id: UUID, staff_id: UUID, now: datetime
) -> str:
    """Back-Channel Logout 1.0 §2.4, signed with the key of our tokens."""
    key = await signing_key(db, settings)
    claims = {
        "iss": settings.issuer,
        "aud": str(audience),
        "sub": f"person:{staff_id}",
        "sid": str(session_id),
        "iat": int(now.timestamp()),
        "exp": int((now + LIVES).timestamp()),
        "jti": str(new_id()),
        "events": {LOGOUT_EVENT: {}},
    }
    return jwt.encode({"alg": "ES256", "typ": "logout+jwt", "kid": key.kid}, claims, key, algorithms=["ES256"])
