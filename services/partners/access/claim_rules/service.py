"""Use cases of claim rules: keeping them, trying them, and making somebody's roles be what they grant."""

from asyncio import to_thread
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import Response

from services.partners.access.claim_rules import repository, rules
from services.partners.access.claim_rules.errors import NamedValueNeeded, TooManyClaimRules
from services.partners.access.claim_rules.may import LISTING
from services.partners.access.claim_rules.schemas import (
    ClaimFacts,
    ClaimPreview,
    ClaimRuleCreate,
    ClaimRuleList,
    ClaimRuleUpdate,
    PreviewedEnd,
    PreviewedGrant,
)
from services.partners.access.claim_rules.tables import ClaimRuleRow
from services.partners.access.claim_rules.transitions import CHANGE, DELETE
from services.partners.directory.roles import repository as roles
from services.partners.directory.roles.catalogue import all_roles, hold, is_held, known, reaching
from services.partners.directory.roles.errors import RoleHeldElsewhere
from services.partners.directory.roles.granting import (
    Grant,
    Source,
    Verdict,
    Voices,
    What,
    decide,
    maker_by,
    verdict,
)
from services.partners.directory.roles.role_loss import ending_lost_roles
from services.partners.directory.roles.service import emit_recorded, named
from services.partners.directory.roles.tables import GrantSource, RoleAssignmentRow, RolePlace, RoleRow
from services.partners.directory.schools.tables import SchoolRow
from services.partners.directory.staff.repository import get_staff, lock_staff
from services.partners.directory.staff.tables import StaffRow
from services.partners.permissions import POLICY
from shared.auth.profiles import FAR_REACHING
from shared.context.bulk import BulkReply, each
from shared.context.context import Context
from shared.context.replies import references
from shared.directory.references import SCHOOL
from shared.errors import NoSuchSchool, NoSuchStaff, NotFound, fault
from shared.ids import new_id
from shared.texts.words import Words

MOST_RULES = 500
#: What decides who gets what by a rule.
BRINGS = frozenset({"when", "role", "school", "provider_id"})
KEPT_BACK = {
    Verdict.TO_ONESELF: ("own_rule", "nobody is given a new role by a rule they wrote; somebody else must give it"),
    Verdict.LONE_LINK: (
        "link_not_confirmed",
        "one person alone linked this identity; somebody else must confirm the link first",
    ),
}


@dataclass(frozen=True)
class Preview:
    """What facts would bring and end among the roles of one provider's sign-ins, and why."""

    added: list[rules.Granted]
    kept: list[rules.Granted]
    ended: list[RoleAssignmentRow]
    not_held: list[rules.NotHeld]
    warnings: list[rules.Warned]


async def listed(ctx: Context, filters: ClaimRuleList) -> Response:
    """The district's rules in their order."""
    POLICY.require(ctx, "access:read")
    return await ctx.page(LISTING, filters)


async def read(ctx: Context, rule_id: UUID) -> Response:
    """One rule that was not removed."""
    POLICY.require(ctx, "access:read")
    return await ctx.item(LISTING, rule_id, "claim rule", {"removed": False})


async def create(ctx: Context, wish: ClaimRuleCreate, voices: Voices | None = None) -> ClaimRuleRow:
    """Write a rule; it counts from the next sign-in on. `voices` are of one that waited, whose asker had the right."""
    if voices is None:
        POLICY.require(ctx, "access:write")
    # What the role stands on is not changed meanwhile.
    await hold(ctx, [wish.role])
    await decide(ctx, Grant(what=What.CLAIM_RULE, reach=await reaching(ctx, [wish.role])), voices)
    if await repository.count(ctx) >= MOST_RULES:
        raise TooManyClaimRules(
            Words(
                "Remove some, or let one rule name several values.",
                es="Quite algunas o haga que una regla nombre varios valores.",
            )
        )
    row = ClaimRuleRow(id=new_id(), deleted_at=None, **wish.model_dump(mode="json", exclude={"provider_id"}))
    row.provider_id, row.written_by = wish.provider_id, _hands(ctx, voices)
    await _check(ctx, row)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def create_many(ctx: Context, items: list[Any], validate_only: bool) -> BulkReply:
    """Write many rules."""
    POLICY.require(ctx, "access:write")

    async def work(ctx: Context, wish: ClaimRuleCreate) -> UUID:
        return (await create(ctx, wish)).id

    return await each(ctx, ClaimRuleCreate, items, work, validate_only=validate_only)


async def change(ctx: Context, rule_id: UUID, patch: ClaimRuleUpdate, voices: Voices | None = None) -> ClaimRuleRow:
    """Change a rule; it counts from the next sign-in on. What it then brings to whom is decided as if it were new."""
    if voices is None:
        POLICY.require(ctx, CHANGE.right)
    row = await repository.get_rule(ctx, rule_id)
    await CHANGE.check(ctx, row)
    ctx.check_version(row)
    brings = [patch.changes().get("role", row.role)] if BRINGS & patch.model_fields_set else []
    await hold(ctx, brings)
    await decide(ctx, Grant(what=What.CLAIM_RULE, reach=await reaching(ctx, brings)), voices)
    sent = patch.model_dump(mode="json", include=patch.model_fields_set, exclude={"provider_id"})
    if "provider_id" in patch.model_fields_set:
        sent["provider_id"] = patch.provider_id
    for name, value in sent.items():
        setattr(row, name, value)
    if BRINGS & sent.keys():
        row.written_by = list(dict.fromkeys([*row.written_by, *_hands(ctx, voices)]))
    with ctx.session.no_autoflush:
        await _check(ctx, row)
    await ctx.session.flush()
    return row


def _hands(ctx: Context, voices: Voices | None) -> list[str]:
    """Who decided what a rule brings: nobody is given a new role by a rule they had a hand in."""
    return list(dict.fromkeys([*([voices.asked.actor] if voices else []), ctx.actor]))


async def remove(ctx: Context, rule_id: UUID) -> None:
    """Remove a rule; what it granted ends with each person's next sign-in. Who syncs is shown that it is gone."""
    POLICY.require(ctx, DELETE.right)
    row = await repository.get_rule(ctx, rule_id)
    await DELETE.check(ctx, row)
    row.deleted_at = ctx.now
    await ctx.session.flush()


async def dry_run(ctx: Context, wish: ClaimFacts) -> Preview:
    """What a sign-in with example facts would do; changes nothing."""
    POLICY.require(ctx, "access:read")
    staff = None
    if wish.staff_id is not None:
        try:
            staff = await get_staff(ctx, wish.staff_id)
        except NotFound:
            raise NoSuchStaff(
                errors=[fault("/staff_id", Words("no such staff member", es="no existe esa persona del personal"))]
            ) from None
    return await preview(ctx, staff, wish.facts, wish.provider_id)


async def preview(
    ctx: Context, staff: StaffRow | None, facts: Mapping[str, Any], provider_id: UUID | None = None
) -> Preview:
    """What these facts would bring this person (or somebody new), through this provider; changes nothing."""
    return await _weighed(ctx, staff, facts, provider_id, await ctx.today())


async def shown(ctx: Context, found: Preview) -> ClaimPreview:
    """A preview as the wire has it."""
    grants = [("kept", grant) for grant in found.kept] + [("added", grant) for grant in found.added]
    schools = [grant.school_id for _, grant in grants] + [row.school_id for row in found.ended]
    known = await references(ctx, {SCHOOL: schools})
    return ClaimPreview(
        granted=[
            PreviewedGrant(
                **{"role": grant.role, "school": known.to(SCHOOL, grant.school_id)},
                **{"rule_id": grant.rule_id, "because": grant.because, "change": change},
            )
            for change, grant in grants
        ],
        ended=[
            PreviewedEnd(assignment_id=row.id, role=row.role, school=known.to(SCHOOL, row.school_id))
            for row in found.ended
        ],
        not_held=found.not_held,
        warnings=found.warnings,
    )


async def apply(ctx: Context, staff: StaffRow, facts: Mapping[str, Any], provider_id: UUID | None) -> Preview:
    """Make the person's sign-on roles of this provider exactly what the rules grant; all other roles are left alone."""
    await hold(ctx, {row.role for row in await repository.rules_for(ctx, provider_id)})
    await lock_staff(ctx, staff.id)
    today = await ctx.today()
    found = await _weighed(ctx, staff, facts, provider_id, today)
    held = {(row.role, row.school_id): row for row in await roles.of_sign_on(ctx, staff.id, provider_id, today)}
    changed = []
    for grant in found.added:
        row = held.get((grant.role, grant.school_id))
        if row is not None:
            # Taken away earlier today and back again: the same holding goes on.
            row.ends_on = None
        else:
            row = RoleAssignmentRow(
                **{"id": new_id(), "staff_id": staff.id, "school_id": grant.school_id, "role": grant.role},
                **{"starts_on": today, "ends_on": None, "granted_by": GrantSource.SIGN_ON, "provider_id": provider_id},
            )
            ctx.add(row)
        changed.append(row)
    async with ending_lost_roles(ctx, [staff.id], today):
        await _end(ctx, found.ended, today)
    for row in changed:
        emit_recorded(ctx, row)
    for grant, row in zip(found.added, changed, strict=True):
        ctx.audit("role_granted", rows=named(row), reason=[f"claim rule {grant.rule_id}"])
    for row in found.ended:
        ctx.audit("role_ended", rows=named(row), reason=["no claim rule grants it"])
    return found


async def follow_groups(ctx: Context, staff_id: UUID, groups: Sequence[str]) -> None:
    """Somebody's SCIM groups changed: sign-on roles that no rule could bring any more with these groups end now.

    What the groups newly bring comes with the next sign-in, which alone knows the other claims.
    """
    await lock_staff(ctx, staff_id)
    today = await ctx.today()
    schools = await repository.schools_for(ctx, staff_id, today)
    lost = []
    for row in await roles.brought_by_sign_on(ctx, staff_id):
        same = [_rule(kept) for kept in await repository.rules_for(ctx, row.provider_id) if kept.role == row.role]
        # A role without a rule is the next sign-in's matter, as when a rule is changed or taken away.
        if same and not any(rules.may_hold(rule, groups, schools, row.school_id) for rule in same):
            lost.append(row)
    if lost:
        async with ending_lost_roles(ctx, [staff_id], today, "group_left"):
            await _end(ctx, lost, today)


async def withdraw(ctx: Context, staff_id: UUID, provider_id: UUID | None) -> None:
    """End all roles this provider's sign-ins brought somebody: the provider, or the link to it, is gone."""
    await lock_staff(ctx, staff_id)
    today = await ctx.today()
    held = [row for row in await roles.of_sign_on(ctx, staff_id, provider_id, today) if row.ends_on is None]
    await _end(ctx, held, today)


async def withdraw_all(ctx: Context, provider_id: UUID) -> None:
    """End all roles this provider's sign-ins brought anybody: nobody comes by it any more."""
    people = sorted(await roles.with_sign_on_of(ctx, provider_id))
    if not people:
        return
    today = await ctx.today()
    async with ending_lost_roles(ctx, people, today, "identity_provider_inactive"):
        ended = await roles.end_brought_by(ctx, provider_id, today)
    for row in ended:
        emit_recorded(ctx, row)


async def _end(ctx: Context, rows: list[RoleAssignmentRow], today: date) -> None:
    """End roles as of yesterday, as the roster does: one that began today was never held."""
    for row in rows:
        row.ends_on = today - timedelta(days=1)
    await ctx.session.flush()
    for row in rows:
        emit_recorded(ctx, row)


async def _weighed(
    ctx: Context, staff: StaffRow | None, facts: Mapping[str, Any], provider_id: UUID | None, today: date
) -> Preview:
    kept_rules = await repository.rules_for(ctx, provider_id)
    schools = await repository.schools_for(ctx, staff.id if staff else None, today)
    # Many rules with many values over a long claim take most of a second, in which others must be answered.
    explained = await to_thread(rules.explained, [_rule(row) for row in kept_rules], facts, schools)
    held = await roles.of_sign_on(ctx, staff.id, provider_id, today) if staff else []
    standing = {(row.role, row.school_id): row for row in held if row.ends_on is None}
    by_id = {row.id: row for row in kept_rules}
    catalogue = await all_roles(ctx)
    lone = (await roles.lone_links(ctx, [staff.id])).get(staff.id, []) if staff else []
    added: dict[tuple[str, UUID | None], rules.Granted] = {}
    kept: dict[tuple[str, UUID | None], rules.Granted] = {}
    not_held = list(explained.not_held)
    for grant in explained.granted:
        place = (grant.role, grant.school_id)
        if place in standing:
            kept.setdefault(place, grant)
        elif why := _kept_back(staff, grant, by_id[grant.rule_id], catalogue[grant.role], lone):
            not_held.append(rules.NotHeld(grant.rule_id, *why))
        else:
            added.setdefault(place, grant)
    ended = [row for place, row in standing.items() if place not in kept]
    return Preview(list(added.values()), list(kept.values()), ended, not_held, explained.warnings)


def _kept_back(
    staff: StaffRow | None, grant: rules.Granted, rule: ClaimRuleRow, role: RoleRow, lone: Sequence[UUID]
) -> tuple[str, str] | None:
    """(code, words) of why a sign-in does not bring this person this role, whatever the rule says."""
    if not role.active:
        return "role_retired", "the district has retired this role"
    if not is_held(role, grant.school_id):
        return RoleHeldElsewhere.code, "the role is not held there"
    if unnamed := _unnamed(rule, role):
        # The role has come to reach far since the rule was written.
        return NamedValueNeeded.code, unnamed[0]["detail"]
    reach = frozenset({role.code} if role.profile in FAR_REACHING else ())
    wish = Grant(
        what=What.ROLE,
        source=Source.SIGN_ON,
        target=staff.id if staff else None,
        reach=reach,
        lone_links=tuple(lone) if reach else (),
    )
    # The rule itself was decided when it was written: here the provider asks, and whoever had a hand in the rule.
    found = {verdict(wish, maker_by(actor)) for actor in rule.written_by}
    return next((why for kept_back, why in KEPT_BACK.items() if kept_back in found), None)


async def _check(ctx: Context, row: ClaimRuleRow) -> None:
    """Raises what keeps the rule from being kept. Only a value the rule names brings a role that reaches far."""
    role = await known(ctx, row.role)
    if faults := _unnamed(row, role):
        raise NamedValueNeeded(
            Words(
                "Name the group, app role or value that brings it.",
                es="Nombre el grupo, el rol de aplicación o el valor que lo da.",
            ),
            errors=faults,
        )
    place = rules.place_of(row.school)
    if role.place is not RolePlace.EITHER and (role.place is RolePlace.DISTRICT) != (place.kind == "district"):
        words = Words(
            f"{role.code} is held {'for the district' if role.place is RolePlace.DISTRICT else 'at schools'} alone",
            es=f"{role.code} se tiene solo {'para el distrito' if role.place is RolePlace.DISTRICT else 'en escuelas'}",
        )
        raise RoleHeldElsewhere(errors=[fault("/school", words, RoleHeldElsewhere.code)])
    if place.school_id is not None:
        try:
            await ctx.get(SchoolRow, place.school_id, "school")
        except NotFound:
            raise NoSuchSchool(
                errors=[fault("/school/school_id", Words("no such school", es="no existe esa escuela"))]
            ) from None


def _unnamed(row: ClaimRuleRow, role: RoleRow) -> list[dict[str, str]]:
    """Conditions that name no value, of a rule for a role that reaches far."""
    if role.profile not in FAR_REACHING:
        return []
    return [
        fault(
            f"/when/{place}/operator",
            Words(
                f"{role.code} needs equals, one_of or contains", es=f"{role.code} necesita equals, one_of o contains"
            ),
            NamedValueNeeded.code,
        )
        for place, condition in enumerate(row.when)
        if condition["operator"] not in rules.NAMING
    ]


def _rule(row: ClaimRuleRow) -> rules.Rule:
    conditions = tuple(
        rules.Condition(
            kept["claim"], rules.Operator(kept["operator"]), tuple(kept["values"]), bool(kept["case_sensitive"])
        )
        for kept in row.when
    )
    return rules.Rule(row.id, row.role, rules.place_of(row.school), conditions)
