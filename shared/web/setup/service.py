"""What is missing: counted by one statement, said in the caller's language."""

from collections.abc import Mapping
from typing import Any

import orjson

from shared.context.context import Context
from shared.context.cursors import sql_text
from shared.directory.starting_catalogue import STARTING
from shared.saying import FALLBACK
from shared.web.setup.checks import Check, Severity
from shared.web.setup.repository import statement
from shared.web.setup.schemas import MendingCall, MendingRole, Missing, Setup


async def read(ctx: Context, checks: tuple[Check, ...]) -> Setup:
    """What these checks find, the blocking first."""
    asked = (sql_text(ctx.now), sql_text(ctx.principal.staff_id))
    found = orjson.loads(await ctx.read(statement(checks), *asked))
    language = found["language"] or FALLBACK
    roles = {one.code: (one.profile, {"en": one.en, "es": one.es}) for one in STARTING}
    roles |= {one["code"]: (one["profile"], one["names"]) for one in found["roles"]}
    retired = {one["code"] for one in found["roles"] if not one["active"]}
    roles = {code: role for code, role in roles.items() if code not in retired}
    missing = []
    for check in sorted(checks, key=lambda one: one.severity is not Severity.BLOCKING):
        count = int(not check.is_set(ctx.settings)) if check.is_set else found["counts"][check.code]
        if count:
            missing.append(_said(check, count, language, roles))
    return Setup(items=missing)


def _said(check: Check, count: int, language: str, roles: Mapping[str, tuple[str, dict[str, Any]]]) -> Missing:
    call, base = check.call, language.partition("-")[0]
    return Missing(
        code=check.code,
        text=check.say(count, language),
        severity=check.severity,
        count=count,
        mended_by=[
            MendingRole(code=code, name=names.get(base) or names[FALLBACK])
            for code, (profile, names) in sorted(roles.items())
            if call and profile in call.profiles
        ],
        call=MendingCall(service=call.service, method=call.method, path=call.path) if call else None,
    )
