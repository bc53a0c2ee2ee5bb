"""`Idempotency-Key`: the key, the data and the reply are one commit; a failed request frees its key."""

import hashlib
import re

from fastapi import Request, Response
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from shared.context.context import Context
from shared.errors import Invalid, KeyReused, fault
from shared.principal import Principal
from shared.web.tables import IdempotencyKeyRow as Keys

FORM_OF_KEY = re.compile(r"[!-~]{1,255}")


class Replayed(Exception):
    """Not a fault: the same request was answered before, and this is that answer."""

    def __init__(self, response: Response) -> None:
        super().__init__("replayed")
        self.response = response


def fingerprint(ctx: Context, request: Request, digest: str) -> str:
    """What makes two requests the same: method, path, query, the body's SHA-256, and what the caller may do."""
    head = f"{request.method} {request.url.path}?{request.url.query}\n{digest}\n{_rights(ctx.principal)}"
    return hashlib.sha256(head.encode()).hexdigest()


def _rights(who: Principal) -> list[str]:
    """All that lets the caller in: whoever lost some of it since must not be shown again what it let them do."""
    roles = sorted(f"{held.role}@{held.school_id}{held.as_cover}" for held in who.roles)
    schools = ["every school"] if who.school_ids is None else sorted(map(str, who.school_ids))
    return [*roles, *schools, *sorted(who.scopes), f"{who.party}", f"{who.emergency_id}@{who.emergency_school_id}"]


async def claim(ctx: Context, request: Request, digest: str) -> None:
    """Take the request's key, if it carries one. Waits for a twin in flight; raises `Replayed` or `KeyReused`."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return
    if not FORM_OF_KEY.fullmatch(key):
        raise Invalid(errors=[fault("Idempotency-Key", "1 to 255 visible ASCII characters")])
    same = (Keys.caller == ctx.actor, Keys.key == key, Keys.district_id == ctx.district_id)
    print_ = fingerprint(ctx, request, digest)
    row = {
        "district_id": ctx.district_id,
        "caller": ctx.actor,
        "key": key,
        "fingerprint": print_,
        "created_at": ctx.now,
    }
    claimed = await ctx.session.execute(insert(Keys).values(row).on_conflict_do_nothing().returning(Keys.key))
    if claimed.scalar_one_or_none() is not None:
        ctx.on_reply = lambda response: _store(ctx, same, response)
        ctx.reclaim = lambda: claim(ctx, request, digest)
        return
    used = (await ctx.session.execute(select(Keys).where(*same))).scalar_one()
    if used.fingerprint != print_:
        raise KeyReused("Send a new key with a new request.")
    headers = {**(used.headers or {}), "Idempotency-Replayed": "true"}
    raise Replayed(Response(content=used.body or b"", status_code=used.status or 204, headers=headers))


async def _store(ctx: Context, same: tuple[object, ...], response: Response) -> None:
    kept = {name: value for name, value in response.headers.items() if name in ("content-type", "etag", "location")}
    await ctx.session.execute(
        update(Keys)
        .where(*same)  # type: ignore[arg-type]
        .values(status=response.status_code, headers=kept, body=bytes(response.body))
    )
