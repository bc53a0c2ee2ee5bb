"""Lists of Users and Groups: filter, order and page of RFC 7644 §3.4.2."""

from collections.abc import Sequence
from typing import Any

from scim2_models import Context as Stage
from scim2_models import SearchRequest

from services.partners.access.scim import repository
from services.partners.access.scim.errors import InvalidFilter, InvalidValue
from services.partners.access.scim.replies import reading
from services.partners.access.scim.representing import groups_of, shown, users_of, wants_members
from services.partners.access.scim.schemas import MOST_RESULTS, Group, StaffUser
from services.partners.permissions import POLICY
from shared.context.context import Context
from shared.texts.words import Words

LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
LONGEST_FILTER = 2_000


async def search(ctx: Context, kinds: Sequence[type[Any]], sent: dict[str, Any]) -> dict[str, Any]:
    """One page of what is found of these kinds, one kind after the other."""
    POLICY.require(ctx, "scim:write")
    request = _request(kinds, sent)
    start, most = (
        (request.start_index or 1) - 1,
        min(MOST_RESULTS if request.count is None else request.count, MOST_RESULTS),
    )
    total = 0
    resources: list[dict[str, Any]] = []
    for kind in kinds:
        skipped = max(start - total, 0)
        count, ids = await repository.find(ctx, kind, request, skipped, most - len(resources))
        total += count
        resources += await _read(ctx, kind, ids, request)
    return {
        "schemas": [LIST],
        "totalResults": total,
        "startIndex": start + 1,
        "itemsPerPage": len(resources),
        "Resources": resources,
    }


def _request(kinds: Sequence[type[Any]], sent: dict[str, Any]) -> SearchRequest[Any]:
    if len(str(sent.get("filter", ""))) > LONGEST_FILTER:
        raise InvalidFilter(
            Words(f"At most {LONGEST_FILTER} characters.", es=f"Como máximo {LONGEST_FILTER} caracteres.")
        )
    form: Any = SearchRequest[kinds[0] if len(kinds) == 1 else StaffUser | Group]  # type: ignore[misc]
    with reading():
        request: SearchRequest[Any] = form.model_validate(sent, scim_ctx=Stage.SEARCH_REQUEST)
    if request.cursor is not None:
        raise InvalidValue(
            Words("Pages are counted by startIndex here.", es="Aquí las páginas se cuentan con startIndex.")
        )
    if max(request.start_index or 0, request.count or 0) > 2**31:
        raise InvalidValue(
            Words("startIndex and count are at most 2147483648.", es="startIndex y count son como máximo 2147483648.")
        )
    return request


async def _read(ctx: Context, kind: type[Any], ids: list[Any], request: SearchRequest[Any]) -> list[dict[str, Any]]:
    if kind is StaffUser:
        rows = await repository.users(ctx, ids)
        found = await users_of(ctx, [rows[id_] for id_ in ids if id_ in rows])
    else:
        held = await repository.groups(ctx, ids)
        found = await groups_of(ctx, [held[id_] for id_ in ids if id_ in held], members=wants_members(request))
    return [shown(resource, request) for resource in found]
