"""Use cases of early-warning rules and flags."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from fastapi import Response

from services.assessment.attendance.definitions import repository as definitions
from services.assessment.attendance.definitions.presets import USUAL
from services.assessment.attendance.figure_settings import service as figure_settings
from services.assessment.attendance.standings.service import window_of
from services.assessment.attendance.triggers.rules import exactly, in_tens
from services.assessment.attendance.triggers.tables import TriggerState
from services.assessment.indicators.facts import turns
from services.assessment.indicators.indicator_rules import repository
from services.assessment.indicators.indicator_rules.errors import NoSuchRule, RuleContradictory
from services.assessment.indicators.indicator_rules.may import MAY
from services.assessment.indicators.indicator_rules.presets import PRESETS
from services.assessment.indicators.indicator_rules.rules import looks_at_attendance, needed_of
from services.assessment.indicators.indicator_rules.schemas import (
    IndicatorFlag,
    IndicatorFlagExplained,
    IndicatorFlagList,
    IndicatorRule,
    IndicatorRuleCreate,
    IndicatorRulePreset,
    IndicatorRulePresets,
    IndicatorRuleTried,
    IndicatorRuleUpdate,
    RuleTriedAt,
)
from services.assessment.indicators.indicator_rules.tables import IndicatorFlagRow, IndicatorRuleRow
from services.assessment.indicators.indicator_rules.transitions import ACTIVATE, CHANGE, RETIRE, TRY
from services.assessment.permissions import POLICY
from services.assessment.privacy.disclosures import service as disclosures
from shared.auth.legal_bases import RecordKind
from shared.context.context import Context
from shared.context.replies import references, reply_of
from shared.directory.queries import known_schools
from shared.directory.references import SCHOOL
from shared.errors import NoSuchSchool, fault
from shared.school_year import school_year_of
from shared.texts.words import Words

RIGHT = "indicator-flags:read"


def visible(ctx: Context) -> dict[str, Any]:
    """Rules are the district's: whoever holds a role sees all of them."""
    POLICY.require(ctx, "indicator-rules:read")
    return {}


def presets(ctx: Context) -> IndicatorRulePresets:
    """Rules to begin with."""
    visible(ctx)
    said = [(code, one.model_dump(mode="json", exclude={"replaces_id", "school_ids"})) for code, one in PRESETS.items()]
    return IndicatorRulePresets(items=[IndicatorRulePreset(code=code, **facts) for code, facts in said])


async def draft(ctx: Context, wish: IndicatorRuleCreate) -> IndicatorRuleRow:
    """Write a draft."""
    POLICY.require(ctx, "indicator-rules:write")
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    said = wish.model_dump(exclude={"conditions"})
    await _check_schools(ctx, wish.school_ids)
    row = IndicatorRuleRow(**said, conditions=_plain(wish.conditions), state=TriggerState.DRAFT)
    if row.replaces_id is not None:
        await _replaced(ctx, row.replaces_id)
    ctx.add(row)
    await ctx.session.flush()
    return row


async def change(ctx: Context, rule_id: UUID, patch: IndicatorRuleUpdate) -> IndicatorRuleRow:
    """Change a draft."""
    POLICY.require(ctx, CHANGE.right)
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    row = await ctx.get(IndicatorRuleRow, rule_id, "rule")
    ctx.check_version(row)
    await CHANGE.check(ctx, row)
    await _check_schools(ctx, patch.changes().get("school_ids", ()))
    patch.apply(row)
    if "conditions" in patch.changes():
        row.conditions = _plain(patch.conditions)
    needed = needed_of(row.combine, row.at_least, len(row.conditions))
    if needed > len(row.conditions) or (row.combine == "at_least") != (row.at_least is not None):
        raise RuleContradictory
    await ctx.session.flush()
    return row


async def activate(ctx: Context, rule_id: UUID) -> IndicatorRuleRow:
    """Have it raise flags from now on, of this school year; the one it replaces is retired."""
    POLICY.require(ctx, ACTIVATE.right)
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    await turns.take_turn(ctx)
    row = await ctx.get(IndicatorRuleRow, rule_id, "rule")
    await ACTIVATE.check(ctx, row)
    if row.replaces_id is not None:
        old = await _replaced(ctx, row.replaces_id)
        old.state = RETIRE.leads_to
        await _look(ctx, [old], None)
    row.state = ACTIVATE.leads_to
    await ctx.session.flush()
    await _look(ctx, [row], None)
    return row


async def retire(ctx: Context, rule_id: UUID) -> IndicatorRuleRow:
    """Have it raise none any more; its flags are cleared."""
    POLICY.require(ctx, RETIRE.right)
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    await turns.take_turn(ctx)
    row = await ctx.get(IndicatorRuleRow, rule_id, "rule")
    await RETIRE.check(ctx, row)
    row.state = RETIRE.leads_to
    await ctx.session.flush()
    await _look(ctx, [row], None)
    return row


async def try_out(ctx: Context, rule_id: UUID, school_year: str | None) -> IndicatorRuleTried:
    """What a rule would have raised in a year, school by school: the load it brings. Who may not read all flags of the district
    is told whole tens, and of no group that is smaller than those the district tells.
    """
    POLICY.require(ctx, TRY.right)
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    row = await ctx.get(IndicatorRuleRow, rule_id, "rule")
    await TRY.check(ctx, row)
    year = school_year or school_year_of(await ctx.today())
    found = await repository.tried(ctx, row, (year, *window_of(year)), await _bands(ctx))
    told: Callable[[int], int | None] = exactly
    if RIGHT not in ctx.principal.scopes or not POLICY.lets(ctx, RIGHT):
        told = in_tens((await figure_settings.in_force(ctx)).smallest)
    # That there is a row would say of a school that one of its students is among them.
    shown = [one for one in found if told(one.students) is not None or told(one.undecided) is not None]
    named = await references(ctx, {SCHOOL: [one.school_id for one in shown]})
    schools = [
        RuleTriedAt.model_validate(
            {
                "school": named.to(SCHOOL, one.school_id),
                "students": told(one.students),
                "undecided": told(one.undecided),
            }
        )
        for one in shown
    ]
    return IndicatorRuleTried(
        school_year=year,
        students=told(sum(one.students for one in found)),
        undecided=told(sum(one.undecided for one in found)),
        schools=schools,
    )


async def flags(ctx: Context, filters: IndicatorFlagList) -> Response:
    """Flags of students at the caller's schools, and on their caseload. For the district's own."""
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    return await ctx.page(repository.FLAGS, filters, POLICY.list_filter(ctx, RIGHT, repository.ROWS))


async def flag(ctx: Context, flag_id: UUID) -> Response:
    """One of them."""
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    return await ctx.item(repository.FLAGS, flag_id, "flag", POLICY.list_filter(ctx, RIGHT, repository.ROWS))


async def explain(ctx: Context, flag_id: UUID) -> IndicatorFlagExplained:
    """Why it is what it is, and how it came and went."""
    await disclosures.officials_only(ctx, RecordKind.INDICATORS)
    scope = POLICY.list_filter(ctx, RIGHT, repository.ROWS)
    row = await ctx.row(IndicatorFlagRow, repository.FLAGS, flag_id, "flag", scope)
    ctx.audit_reading(records=RecordKind.INDICATORS, student_ids=[row.student_id])
    rule = await ctx.get(IndicatorRuleRow, row.rule_id, "rule")
    return IndicatorFlagExplained(
        flag=await reply_of(ctx, IndicatorFlag, row),
        rule=await MAY.reply(ctx, IndicatorRule, rule),
        history=await repository.history(ctx, row.id),
    )


async def look(ctx: Context, student_ids: Sequence[UUID] | None = None, *, only_by_attendance: bool = False) -> None:
    """Hold the active rules against how these students stand now, in this school year (None: all)."""
    rules = await repository.active(ctx)
    if only_by_attendance:
        rules = [rule for rule in rules if looks_at_attendance(rule.conditions)]
    await _look(ctx, rules, student_ids)


async def _look(ctx: Context, rules: Sequence[IndicatorRuleRow], student_ids: Sequence[UUID] | None) -> None:
    year = school_year_of(await ctx.today())
    bands = await _bands(ctx) if rules else []
    for rule in rules:
        await repository.look(ctx, rule, (year, *window_of(year)), bands, student_ids)


async def _bands(ctx: Context) -> list[str]:
    """The bands of the definition in force, from the fewest days missed up."""
    in_force = await definitions.in_force(ctx)
    rule = in_force.definition if in_force else USUAL.definition
    return [band.code for band in rule.bands]


async def _check_schools(ctx: Context, school_ids: Sequence[UUID]) -> None:
    """Raises `NoSuchSchool` for one the directory does not know."""
    known = await known_schools(ctx, school_ids) if school_ids else set()
    faults = [
        fault(f"/school_ids/{place}", Words("no such school", es="no existe esa escuela"), NoSuchSchool.code)
        for place, school_id in enumerate(school_ids)
        if school_id not in known
    ]
    if faults:
        raise NoSuchSchool(errors=faults)


async def _replaced(ctx: Context, rule_id: UUID) -> IndicatorRuleRow:
    """The rule another replaces. Raises `NoSuchRule` unless it is active."""
    row = await ctx.find(IndicatorRuleRow, rule_id)
    if row is None or row.state != TriggerState.ACTIVE:
        raise NoSuchRule
    return row


def _plain(conditions: Sequence[Any]) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in conditions]
