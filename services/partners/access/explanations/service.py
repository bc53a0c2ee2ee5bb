"""What a sign-in would come to: who it would be, with which roles and scopes and because of which rules. Nothing is changed."""

from typing import Any
from uuid import UUID

from services.partners.access.claim_rules import service as claim_rules
from services.partners.access.explanations.schemas import Explanation, ExplanationWish, RoleInToken
from services.partners.access.identities.service import person_of
from services.partners.access.identity_providers import claims as checks
from services.partners.access.identity_providers.errors import (
    IdentityProviderInactive,
    IdentityProviderUnreachable,
    NoRole,
    SignInRefused,
)
from services.partners.access.identity_providers.id_tokens import verify_id_token
from services.partners.access.identity_providers.repository import get_provider
from services.partners.access.identity_providers.tables import IdentityProviderRow
from services.partners.access.identity_providers.transitions import EXPLAIN
from services.partners.access.scim.repository import groups_of
from services.partners.directory.roles.scopes_of_roles import scopes_of
from services.partners.directory.roles.service import roles_for_token, school_of
from services.partners.permissions import POLICY
from services.partners.privacy.parties.service import basis_of
from shared.auth.scopes import open_on
from shared.context.bulk import row_refusal
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL, STAFF
from shared.errors import Invalid, Refusal, fault
from shared.texts.words import Words

REFUSED: tuple[type[Refusal], ...] = (SignInRefused, IdentityProviderInactive, IdentityProviderUnreachable)


async def explain(ctx: Context, provider_id: UUID, wish: ExplanationWish) -> Explanation:
    """What this ID token, or somebody with these claims, would become; or why not."""
    POLICY.require(ctx, EXPLAIN.right)
    provider = await get_provider(ctx, provider_id)
    if (wish.id_token is None) == (wish.claims is None):
        raise Invalid(
            errors=[
                fault(
                    "/id_token",
                    Words(
                        "send either an ID token or example claims",
                        es="envíe un token de identidad o atributos de ejemplo, no ambos",
                    ),
                )
            ]
        )
    try:
        found = await _claims(ctx, provider, wish)
        async with ctx.rehearsal():
            return await _told(ctx, provider, found)
    except REFUSED as refusal:
        return Explanation(
            **{"accepted": False, "refusal": row_refusal(refusal), "staff": None, "found_by": None},
            **{"rules": None, "roles": [], "scopes": []},
        )


async def _claims(ctx: Context, provider: IdentityProviderRow, wish: ExplanationWish) -> dict[str, Any]:
    if wish.id_token is not None:
        async with ctx.without_connection():
            return await verify_id_token(
                ctx.db, ctx.settings, provider, wish.id_token, ctx.now, audience_extra=provider.audiences
            )
    if not provider.active:
        raise IdentityProviderInactive(
            Words(
                "Take it into use again, or sign in elsewhere.",
                es="Vuelva a ponerlo en uso o inicie sesión de otra forma.",
            )
        )
    found = dict(wish.claims or {})
    # Example claims are signed by nobody and for no moment; what they do say about themselves must be right.
    if "iss" in found:
        checks.check_issuer(found, provider.issuer)
    if "aud" in found:
        checks.check_audience(found, {provider.client_id, *provider.audiences})
    return found


async def _told(ctx: Context, provider: IdentityProviderRow, found: dict[str, Any]) -> Explanation:
    person = await person_of(ctx, provider, found)
    facts = {**found, "scim_groups": [row[2] for row in await groups_of(ctx, [person.staff.id])]}
    rules = await claim_rules.apply(ctx, person.staff, facts, provider.id)
    today = await ctx.today()
    roles = await roles_for_token(ctx, person.staff.id, today)
    known = await references(ctx, {STAFF: [person.staff.id], SCHOOL: map(school_of, roles)})
    none = NoRole(
        Words(
            "Give them a role, or a rule whose conditions these claims meet: see rules.not_held.",
            es="Déle un rol, o una regla cuyas condiciones cumplan estos atributos: vea rules.not_held.",
        )
    )
    return Explanation(
        accepted=bool(roles),
        refusal=None if roles else row_refusal(none),
        staff=known.to(STAFF, person.staff.id),
        found_by=person.how,
        rules=await claim_rules.shown(ctx, rules),
        roles=[
            RoleInToken(role=role["role"], profile=role["profile"], school=known.to(SCHOOL, school_of(role)))
            for role in roles
        ],
        scopes=sorted(
            open_on(await basis_of(ctx, person.staff.party_id), scopes_of(str(role["profile"]) for role in roles))
        ),
    )
