"""SCIM 2.0 (RFC 7643, 7644). It describes itself at /scim/v2/Schemas, so it is not part of the OpenAPI document."""

from collections import Counter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response

from services.partners.access.scim import discovery, groups, rules, service
from services.partners.access.scim.bearer import SECRETS
from services.partners.access.scim.errors import InvalidValue, NotOffered
from services.partners.access.scim.replies import MEDIA_TYPE, scim
from services.partners.access.scim.representing import headers_of, shown, wants_members
from services.partners.access.scim.schemas import Group, StaffUser
from services.partners.access.scim.searching import search
from shared.context.context import Context
from shared.errors import NotFound
from shared.texts.words import Words
from shared.web.requires import requires

router = APIRouter(prefix="/scim/v2", tags=["scim"], include_in_schema=False)

Provisioning = Annotated[Context, requires("scim:write", keyed=False, media_type=MEDIA_TYPE, bearer=SECRETS)]
Document = Annotated[dict[str, Any], Body()]


@router.get("/Users")
async def list_scim_users(request: Request, ctx: Provisioning) -> Response:
    """Users by filter, in order, a page at a time."""
    return scim(await search(ctx, [StaffUser], _query(request)))


@router.post("/Users/.search")
async def search_scim_users(body: Document, ctx: Provisioning) -> Response:
    """As the list, with the wish in the body."""
    return scim(await search(ctx, [StaffUser], body))


@router.post("/Users")
async def create_scim_user(body: Document, request: Request, ctx: Provisioning) -> Response:
    """Make a User of a staff member the roster knows, or of a new one."""
    return _reply(StaffUser, await service.create(ctx, body), request, 201)


@router.get("/Users/{scim_user_id}")
async def read_scim_user(scim_user_id: str, request: Request, ctx: Provisioning) -> Response:
    """One User."""
    return _reply(StaffUser, await service.read(ctx, _id(scim_user_id)), request)


@router.put("/Users/{scim_user_id}")
async def replace_scim_user(scim_user_id: str, body: Document, request: Request, ctx: Provisioning) -> Response:
    """Put another representation in a User's place."""
    return _reply(StaffUser, await service.replace(ctx, _id(scim_user_id), body), request)


@router.patch("/Users/{scim_user_id}")
async def change_scim_user(scim_user_id: str, body: Document, request: Request, ctx: Provisioning) -> Response:
    """Add, replace and remove a User's values."""
    return _reply(StaffUser, await service.change(ctx, _id(scim_user_id), body), request)


@router.delete("/Users/{scim_user_id}")
async def delete_scim_user(scim_user_id: str, ctx: Provisioning) -> Response:
    """Close a User's account; the staff member stays."""
    await service.remove(ctx, _id(scim_user_id))
    return Response(status_code=204)


@router.get("/Groups")
async def list_scim_groups(request: Request, ctx: Provisioning) -> Response:
    """Groups by filter, in order, a page at a time."""
    return scim(await search(ctx, [Group], _query(request)))


@router.post("/Groups/.search")
async def search_scim_groups(body: Document, ctx: Provisioning) -> Response:
    """As the list, with the wish in the body."""
    return scim(await search(ctx, [Group], body))


@router.post("/Groups")
async def create_scim_group(body: Document, request: Request, ctx: Provisioning) -> Response:
    """Add a Group."""
    return _reply(Group, await groups.create(ctx, body), request, 201)


@router.get("/Groups/{scim_group_id}")
async def read_scim_group(scim_group_id: str, request: Request, ctx: Provisioning) -> Response:
    """One Group."""
    members = wants_members(service.response_parameters(Group, _query(request)))
    return _reply(Group, await groups.read(ctx, _id(scim_group_id), members=members), request)


@router.put("/Groups/{scim_group_id}")
async def replace_scim_group(scim_group_id: str, body: Document, request: Request, ctx: Provisioning) -> Response:
    """Put another representation in a Group's place."""
    return _reply(Group, await groups.replace(ctx, _id(scim_group_id), body), request)


@router.patch("/Groups/{scim_group_id}")
async def change_scim_group(scim_group_id: str, body: Document, request: Request, ctx: Provisioning) -> Response:
    """Rename a Group, add and remove members."""
    return _reply(Group, await groups.change(ctx, _id(scim_group_id), body), request)


@router.delete("/Groups/{scim_group_id}")
async def delete_scim_group(scim_group_id: str, ctx: Provisioning) -> Response:
    """Delete a Group; its members stay Users."""
    await groups.remove(ctx, _id(scim_group_id))
    return Response(status_code=204)


@router.post("/.search")
async def search_scim(body: Document, ctx: Provisioning) -> Response:
    """Users and Groups in one list."""
    return scim(await search(ctx, [StaffUser, Group], body))


@router.get("/ServiceProviderConfig")
async def read_scim_config(request: Request, ctx: Provisioning) -> Response:
    """What of SCIM this service offers."""
    return scim(discovery.config(ctx))


@router.get("/Schemas")
async def list_scim_schemas(request: Request, ctx: Provisioning) -> Response:
    """Every attribute that is kept."""
    return scim(discovery.schemas(ctx))


@router.get("/Schemas/{scim_schema}")
async def read_scim_schema(scim_schema: str, ctx: Provisioning) -> Response:
    """One schema by its URN."""
    return scim(discovery.schema(ctx, scim_schema))


@router.get("/ResourceTypes")
async def list_scim_resource_types(request: Request, ctx: Provisioning) -> Response:
    """Users and Groups: where they are, what they are made of."""
    return scim(discovery.resource_types(ctx))


@router.get("/ResourceTypes/{scim_resource_type}")
async def read_scim_resource_type(scim_resource_type: str, ctx: Provisioning) -> Response:
    """One resource type by its name."""
    return scim(discovery.resource_type(ctx, scim_resource_type))


@router.api_route("/Me", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
async def refuse_scim_me(ctx: Provisioning) -> Response:
    """Nobody is themselves here: only machine clients call (RFC 7644 §3.11)."""
    raise NotOffered(
        Words(
            "Provisioning has no person of its own; name the User.",
            es="El aprovisionamiento no es una persona; nombre el User.",
        )
    )


def _reply(kind: type[Any], resource: Any, request: Request, status: int = 200) -> Response:
    wanted = service.response_parameters(kind, _query(request))
    headers = dict(headers_of(resource))
    seen = request.headers.get("if-none-match")
    if request.method == "GET" and seen is not None:
        versions = rules.versions_of(seen)
        if versions is None or versions & (rules.versions_of(resource.meta.version) or set()):
            return Response(status_code=304, headers=headers)
    if status == 201:
        headers["Location"] = headers.pop("Content-Location")
    return scim(shown(resource, wanted), status, headers)


def _query(request: Request) -> dict[str, Any]:
    """The query's parameters; one given twice is refused, since one of the two would be ignored."""
    sent = request.query_params.multi_items()
    twice = [name for name, count in Counter(name for name, _ in sent).items() if count > 1]
    if twice:
        raise InvalidValue(
            Words(f"{twice[0][:40]} is given more than once.", es=f"{twice[0][:40]} aparece más de una vez.")
        )
    return dict(sent)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound(Words("No such resource.", es="No existe ese recurso.")) from None
