"""HTTP of claim rules."""

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from services.partners.access.claim_rules import service
from services.partners.access.claim_rules.errors import NamedValueNeeded, NoSuchIdentityProvider, TooManyClaimRules
from services.partners.access.claim_rules.may import MAY
from services.partners.access.claim_rules.schemas import (
    ClaimFacts,
    ClaimPreview,
    ClaimRule,
    ClaimRuleCreate,
    ClaimRuleCreates,
    ClaimRuleList,
    ClaimRuleUpdate,
)
from services.partners.access.claim_rules.transitions import CHANGE, DELETE
from services.partners.directory.roles.errors import RoleHeldElsewhere, RoleRetired
from services.partners.directory.roles.proposing import PROPOSED, done_or_proposed
from shared.context.bulk import BulkReply, ValidateOnly
from shared.context.context import Context
from shared.errors import NoSuchRole, NoSuchSchool, NoSuchStaff, NotFound, NotPermitted, refusals
from shared.schemas import Page
from shared.web.requires import requires

#: What of the role a rule brings is refused.
ROLES = (NoSuchRole, RoleRetired, RoleHeldElsewhere)

router = APIRouter(tags=["claim rules"])

Reader = Annotated[Context, requires("access:read")]
Writer = Annotated[Context, requires("access:write")]


@router.get("/v1/claim-rules", response_model=Page[ClaimRule], responses=refusals(NotPermitted))
async def list_claim_rules(ctx: Reader, filters: Annotated[ClaimRuleList, Query()]) -> Response:
    """List which claims grant which roles, in the rules' order; with `updated_since` also removed ones."""
    return await service.listed(ctx, filters)


@router.post(
    "/v1/claim-rules",
    status_code=201,
    response_model=ClaimRule,
    responses=refusals(NotPermitted, NamedValueNeeded, NoSuchIdentityProvider, NoSuchSchool, TooManyClaimRules, *ROLES)
    | PROPOSED,
)
async def create_claim_rule(body: ClaimRuleCreate, ctx: Writer) -> Response:
    """Create a rule that grants a role at sign-in to whoever's claims meet all its conditions.

    One of a role that reaches far waits for a second person (202).
    """
    work = partial(service.create, ctx, body)
    return await done_or_proposed(ctx, "create_claim_rule", body, work, partial(MAY.reply, ctx, ClaimRule), 201)


@router.post("/v1/bulk/claim-rules", response_model=BulkReply, responses=refusals(NotPermitted))
async def create_claim_rules(body: ClaimRuleCreates, ctx: Writer, validate_only: ValidateOnly = False) -> Response:
    """Create many rules; each row gets its result."""
    return ctx.reply(await service.create_many(ctx, body.items, validate_only))


@router.post(
    "/v1/claim-rule-dry-runs", response_model=ClaimPreview, responses=refusals(NotPermitted, NotFound, NoSuchStaff)
)
async def try_claim_rules(body: ClaimFacts, ctx: Reader) -> Response:
    """Try what a sign-in with these facts would grant and end, and why each rule applies or not; changes nothing."""
    return ctx.reply(await service.shown(ctx, await service.dry_run(ctx, body)))


@router.get("/v1/claim-rules/{rule_id}", response_model=ClaimRule, responses=refusals(NotPermitted))
async def read_claim_rule(rule_id: UUID, ctx: Reader) -> Response:
    """Read one rule."""
    return await service.read(ctx, rule_id)


@router.patch(
    "/v1/claim-rules/{rule_id}",
    response_model=ClaimRule,
    responses=refusals(NotPermitted, NamedValueNeeded, NoSuchIdentityProvider, NoSuchSchool, *ROLES) | PROPOSED,
)
async def change_claim_rule(
    rule_id: UUID, body: ClaimRuleUpdate, ctx: Annotated[Context, requires(CHANGE.door)]
) -> Response:
    """Change a rule, effective from each person's next sign-in. One of a role that reaches far waits (202)."""
    work = partial(service.change, ctx, rule_id, body)
    return await done_or_proposed(
        ctx, "change_claim_rule", body, work, partial(MAY.reply, ctx, ClaimRule), about=rule_id
    )


@router.delete("/v1/claim-rules/{rule_id}", status_code=204, responses=refusals(NotPermitted))
async def remove_claim_rule(rule_id: UUID, ctx: Annotated[Context, requires(DELETE.door)]) -> Response:
    """Remove a rule; what it granted ends with each person's next sign-in."""
    await service.remove(ctx, rule_id)
    return ctx.nothing()
