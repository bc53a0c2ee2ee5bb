"""Use cases of identity providers."""

from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.access.claim_rules.service import withdraw_all
from services.partners.access.identity_providers import repository, rules
from services.partners.access.identity_providers.discovery import UNREADABLE, discover
from services.partners.access.identity_providers.errors import ClientSecretMismatch, EmailIsNoIdentity, SharedIssuer
from services.partners.access.identity_providers.may import LISTING
from services.partners.access.identity_providers.schemas import (
    CheckReport,
    IdentityProviderCreate,
    IdentityProviderList,
    IdentityProviderUpdate,
    WayToLink,
)
from services.partners.access.identity_providers.tables import ClientAuthentication, IdentityProviderRow, LinkedBy
from services.partners.access.identity_providers.transitions import CHANGE, CHECK, DELETE
from services.partners.access.tokens.rules import new_key, seal
from services.partners.directory.roles.far_reaching import require_reach
from services.partners.permissions import POLICY
from services.partners.revocation.sessions.service import end_all_from
from shared.context.bulk import row_refusal
from shared.context.context import Context
from shared.db.engine import Database
from shared.errors import Invalid, NotFound, fault
from shared.texts.words import Words

#: What decides whose people the provider's are: who came in by what it said before signs in anew.
DECIDE_WHO = frozenset({"required_claims", "email_domains", "audiences"})
WITH_SECRET = (ClientAuthentication.BASIC, ClientAuthentication.POST)


async def listed(ctx: Context, filters: IdentityProviderList) -> Response:
    """The district's identity providers."""
    POLICY.require(ctx, "access:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, provider_id: UUID) -> Response:
    """One identity provider."""
    POLICY.require(ctx, "access:read")
    return await ctx.item(LISTING, provider_id, "identity provider")


async def register(ctx: Context, wish: IdentityProviderCreate) -> IdentityProviderRow:
    """Trust an issuer from now on, once it has described itself as we need it."""
    POLICY.require(ctx, "access:write")
    require_reach(ctx)
    values = wish.model_dump(exclude={"client_secret", "link_by"})
    row = IdentityProviderRow(**values, link_by=_ways(wish.link_by), active=True, public_jwk=None, sealed_secret=None)
    _check(row)
    _seal(ctx, row, wish.client_secret)
    async with ctx.without_connection():
        described = await discover(ctx.settings, row.issuer, row.algorithms)
    row.discovery, row.jwks, row.fetched_at, row.asked_at = described.discovery, described.jwks, ctx.now, ctx.now
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, provider_id: UUID, patch: IdentityProviderUpdate) -> IdentityProviderRow:
    """Change how an issuer is used. Who is linked stays linked; whom it lets in is decided anew."""
    POLICY.require(ctx, CHANGE.right)
    row = await repository.get_provider(ctx, provider_id)
    await CHANGE.check(ctx, row)
    ctx.check_version(row)
    changes = patch.changes()
    secret = changes.pop("client_secret", None)
    if "link_by" in changes:
        changes["link_by"] = _ways(patch.link_by)
    was_active = row.active
    for name, value in changes.items():
        setattr(row, name, value)
    _check(row)
    if secret is not None or "client_authentication" in changes:
        _seal(ctx, row, secret)
    await ctx.session.flush()
    if was_active and not row.active:
        await _wind_up(ctx, row)
    elif DECIDE_WHO & changes.keys():
        await end_all_from(ctx, row.id, "identity_provider_changed")
    return row


async def retire(ctx: Context, provider_id: UUID) -> IdentityProviderRow:
    """Sign nobody in by it any more; it stays to be read, and can be taken into use again."""
    POLICY.require(ctx, DELETE.right)
    row = await repository.get_provider(ctx, provider_id)
    ctx.check_version(row)
    row.active = False
    await ctx.session.flush()
    await _wind_up(ctx, row)
    return row


async def _wind_up(ctx: Context, row: IdentityProviderRow) -> None:
    """What came by a provider goes with it at once: roles its sign-ins brought, and sessions begun there.

    Who is linked stays linked, and leads nowhere until the provider is taken into use again: then the next sign-in
    brings what the rules say, and nothing before it.
    """
    await withdraw_all(ctx, row.id)
    await end_all_from(ctx, row.id, "identity_provider_inactive")


async def check(ctx: Context, provider_id: UUID) -> CheckReport:
    """Read the issuer again and say what is wrong; what is right is kept."""
    POLICY.require(ctx, CHECK.right)
    row = await repository.get_provider(ctx, provider_id)
    try:
        async with ctx.without_connection():
            described = await discover(ctx.settings, row.issuer, row.algorithms)
    except UNREADABLE as refusal:
        return CheckReport(ok=False, problems=[row_refusal(refusal)], key_ids=row.key_ids, fetched_at=row.fetched_at)
    await repository.keep(ctx, row.id, described.discovery, described.jwks, ctx.now)
    kids = [str(key.get("kid", "")) for key in described.jwks]
    return CheckReport(ok=True, problems=[], key_ids=kids, fetched_at=ctx.now)


async def published_keys(db: Database, provider_id: UUID) -> dict[str, Any]:
    """The public key an issuer checks us with. Raises `NotFound`."""
    key = await repository.published_key(db, provider_id)
    if key is None:
        raise NotFound(Words("No such key.", es="No existe esa clave."))
    return {"keys": [key]}


def _ways(link_by: list[WayToLink]) -> list[dict[str, Any]]:
    return [{"claim": way.claim, "matches": way.matches.value} for way in link_by]


def _check(row: IdentityProviderRow) -> None:
    if rules.is_for_anybody(row.issuer):
        raise SharedIssuer(
            Words(
                "Anybody can have a private account; register your own tenant.",
                es="Cualquiera puede tener una cuenta particular; registre la organización propia del distrito.",
            ),
            errors=[fault("/issuer", "")],
        )
    if claim := rules.missing_tenant_claim(row.issuer, row.required_claims):
        raise SharedIssuer(
            Words(
                f"Only the claim {claim} says that somebody is yours: require it.",
                es=f"Solo el atributo {claim} dice que alguien es del distrito: exíjalo.",
            ),
            errors=[
                fault(
                    "/required_claims",
                    Words(
                        f"needs {claim} with your district's value", es=f"necesita {claim} con el valor de su distrito"
                    ),
                    "shared_issuer",
                )
            ],
        )
    _check_links(row)
    if "openid" not in row.scopes:
        raise Invalid(
            errors=[
                fault(
                    "/scopes",
                    Words(
                        "openid must be among them, else there is no ID token",
                        es="openid debe estar entre ellos; si no, no hay token de identidad",
                    ),
                )
            ]
        )


def _check_links(row: IdentityProviderRow) -> None:
    if places := rules.email_links(row.link_by):
        raise EmailIsNoIdentity(
            Words(
                "Addresses are changed and given again: whoever gets one would become its last owner. Use an id.",
                es="Las direcciones cambian y se vuelven a dar: quien "
                "reciba una pasaría por su titular anterior. Use un id.",
            ),
            errors=[
                fault(
                    f"/link_by/{place}/claim",
                    Words("is an e-mail address", es="es una dirección de correo"),
                    "email_is_no_identity",
                )
                for place in places
            ],
        )
    by_hand = [place for place, way in enumerate(row.link_by) if way["matches"] == LinkedBy.ADMINISTRATOR]
    if by_hand:
        raise Invalid(
            errors=[
                fault(
                    f"/link_by/{place}/matches", Words("nobody is found by this", es="con esto no se encuentra a nadie")
                )
                for place in by_hand
            ]
        )


def _seal(ctx: Context, row: IdentityProviderRow, secret: str | None) -> None:
    if (secret is not None) != (row.client_authentication in WITH_SECRET):
        wanted = Words("needs one", es="necesita uno") if secret is None else Words("has none", es="no lleva ninguno")
        raise ClientSecretMismatch(
            Words(f"{row.client_authentication} {wanted}.", es=f"{row.client_authentication} {wanted.es}."),
            errors=[fault("/client_secret", wanted, "client_secret_mismatch")],
        )
    row.sealed_secret = row.public_jwk = None
    if secret is not None:
        row.sealed_secret = seal({"client_secret": secret}, ctx.settings.secret_key)
    elif row.client_authentication == ClientAuthentication.PRIVATE_KEY:
        key = new_key()
        row.sealed_secret = seal(key.as_dict(private=True), ctx.settings.secret_key)
        row.public_jwk = key.as_dict(private=False)
