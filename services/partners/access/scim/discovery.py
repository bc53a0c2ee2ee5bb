"""What the service says about itself (RFC 7644 §4)."""

from typing import Any

from scim2_models import Context as Stage

from services.partners.access.scim.repository import base_of
from services.partners.access.scim.schemas import PROVIDER
from services.partners.access.scim.searching import LIST
from shared.context.context import Context
from shared.errors import NotFound
from shared.texts.words import Words


def config(ctx: Context) -> dict[str, Any]:
    """ServiceProviderConfig."""
    return _said(ctx, PROVIDER.config, "ServiceProviderConfig", "/ServiceProviderConfig")


def schemas(ctx: Context) -> dict[str, Any]:
    """Every schema."""
    return _list([_schema(ctx, schema) for schema in PROVIDER.schemas])


def schema(ctx: Context, urn: str) -> dict[str, Any]:
    """One schema. Raises `NotFound`."""
    found = [schema for schema in PROVIDER.schemas if str(schema.id).lower() == urn.lower()]
    if not found:
        raise NotFound(Words("No such schema.", es="No existe ese esquema."))
    return _schema(ctx, found[0])


def resource_types(ctx: Context) -> dict[str, Any]:
    """Every resource type."""
    return _list([_type(ctx, kind) for kind in PROVIDER.resource_types])


def resource_type(ctx: Context, name: str) -> dict[str, Any]:
    """One resource type. Raises `NotFound`."""
    found = [kind for kind in PROVIDER.resource_types if kind.name == name]
    if not found:
        raise NotFound(Words("No such resource type.", es="No existe ese tipo de recurso."))
    return _type(ctx, found[0])


def _schema(ctx: Context, schema: Any) -> dict[str, Any]:
    return _said(ctx, schema, "Schema", f"/Schemas/{schema.id}")


def _type(ctx: Context, kind: Any) -> dict[str, Any]:
    return _said(ctx, kind, "ResourceType", f"/ResourceTypes/{kind.name}")


def _said(ctx: Context, resource: Any, kind: str, path: str) -> dict[str, Any]:
    document = dict(resource.model_dump(scim_ctx=Stage.RESOURCE_QUERY_RESPONSE))
    return {**document, "meta": {"resourceType": kind, "location": base_of(ctx) + path}}


def _list(resources: list[dict[str, Any]]) -> dict[str, Any]:
    count = len(resources)
    return {"schemas": [LIST], "totalResults": count, "startIndex": 1, "itemsPerPage": count, "Resources": resources}
