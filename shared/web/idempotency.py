"""`Idempotency-Key`: the key, the data and the reply are one commit; a failed request frees its key."""

import hashlib
import re

import orjson
from fastapi import Request, Response
from sqlalchemy import select, text

from shared.context.context import Context
from shared.db.session import call
from shared.errors import Invalid, KeyReused, fault
from shared.principal import Principal
from shared.texts.words import Words
from shared.web.tables import IdempotencyKeyRow as Keys

CLAIM = text("""
insert into idempotency_keys (district_id, caller, key, fingerprint, created_at)
values (:district_id, :caller, :key, :fingerprint, :created_at) on conflict do nothing returning key""")
KEEP = """
update idempotency_keys set status = $4, headers = $5::text::jsonb, body = $6
where district_id = $1 and caller = $2 and key = $3"""

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
        raise Invalid(
            errors=[
                fault(
                    "Idempotency-Key",
                    Words("1 to 255 visible ASCII characters", es="de 1 a 255 caracteres ASCII visibles"),
                )
            ]
        )
    print_ = fingerprint(ctx, request, digest)
    row = {
        "district_id": ctx.district_id,
        "caller": ctx.actor,
        "key": key,
        "fingerprint": print_,
        "created_at": ctx.now,
    }
    if await ctx.session.scalar(CLAIM, row) is not None:
        ctx.on_reply = lambda response: _store(ctx, key, response)
        ctx.reclaim = lambda: claim(ctx, request, digest)
        return
    same = (Keys.caller == ctx.actor, Keys.key == key, Keys.district_id == ctx.district_id)
    used = (await ctx.session.execute(select(Keys).where(*same))).scalar_one()
    if used.fingerprint != print_:
        raise KeyReused(
            Words("Send a new key with a new request.", es="Envíe una clave nueva con una solicitud nueva.")
        )
    headers = {**(used.headers or {}), "Idempotency-Replayed": "true"}
    raise Replayed(Response(content=used.body or b"", status_code=used.status or 204, headers=headers))


async def _store(ctx: Context, key: str, response: Response) -> None:
    kept = {name: value for name, value in response.headers.items() if name in ("content-type", "etag", "location")}
    headers, body = orjson.dumps(kept).decode(), bytes(response.body)
    await call(ctx.session, KEEP, ctx.district_id, ctx.actor, key, response.status_code, headers, body)
