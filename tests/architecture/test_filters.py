"""Every filter a list offers has an index that leads to its rows, or stands here with what bounds the rows it looks at."""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import Index, PrimaryKeyConstraint, Table, UniqueConstraint

from services.assessment.privacy.directory_information.repository import listing_of
from services.assessment.privacy.directory_information.tables import DirectoryType
from shared.context.leads import Branch, Lead, by
from shared.context.lists import Listing
from shared.db.base import Base
from shared.rooms import rooms_of
from shared.testing.servers import SERVICES

ROOT = Path(__file__).parents[2]
#: Lists nobody needs an index for.
SHORT = {
    "applications": "a district registers some dozens",
    "claim_rules": "some dozens, and a ceiling",
    "clients": "a district has some hundreds",
    "identity_providers": "one or two",
    "roles": "some dozens, and a ceiling",
    "grant_proposals": "some dozens a year",
    "left_out_roster_roles": "what a roster lists for some people and may not bring",
    "schools": "a district has at most some thousands",
    "emergency_accesses": "some dozens a year",
    "parties": "some hundreds",
    "organizations": "some hundreds",
    "organization_contacts": "some of each organisation",
    "organization_matches": "some dozens",
    "organization_merges": "some dozens",
    "relationships": "some hundreds",
    "contact_log": "some thousands a year",
    "sign_in_refusals": "kept for some weeks; callers are limited",
    "day_types": "some dozens",
    "terms": "some a year, and those of schools with years of their own",
    "school_years": "one a year, and those of schools with years of their own",
    "plans": "some dozens in all years, and some of each school that has its own",
    "plan_revisions": "some of one plan",
    "plan_risks": "some hundreds a year",
    "instruments": "some dozens",
    "attendance_codes": "some dozens",
    "attendance_definitions": "one a year, perhaps",
    "attendance_batches": "some a day",
    "attendance_triggers": "some dozens",
    "attendance_corrections": "what people set right by hand: some thousands a year",
    "indicator_codes": "some hundreds",
    "indicator_batches": "some a day",
    "indicator_rules": "some dozens",
    "screeners": "some dozens",
    "roster_imports": "one a night",
    "roster_sources": "a few",
    "access_arrangements": "some dozens",
    "roster_aliases": "some hundreds: what two systems both list",
    "announcements": "some hundreds a year",
    "delegations": "some thousands in all years",
    "suppressed_addresses": "some hundreds",
    "opened_days": "one a day",
    "academic_sessions": "some dozens a year",
    "dead_letters": "there should be none",
    "inbox": "one person's messages: the recipient is always asked for",
    "seen_by": "one student's lines: the student is always asked for",
}
#: Orders without an index: what is sorted for a page.
SORTED = {
    "client_secrets": "the secrets of one client",
    "task_comments": "the comments of one task",
    "task_watchers": "the watchers of one task",
    "task_history": "the lines of one task",
    "student_contacts": "the contacts of one student",
    "caseload_history": "the lines of one assignment",
    "roster_import_changes": "the changes of one import, which are limited",
    "roster_import_faults": "the faults of one import, which are limited",
    "attendance_batch_faults": "the faults of one batch, which are limited",
    "indicator_batch_faults": "the faults of one batch, which are limited",
    "administration_corrections": "the corrections of one administration",
    "sign_in_sessions": "changes of the sessions of a month, some ten thousands",
    "own_notes": "the notes of one person",
    "feeds": "changes of the district's feeds, one or two a person",
}
#: Filters that walk the list, and what they walk.
BOUNDED = {
    ("indicator_flags", "school_year"): "flags in order; a value a year, and one is asked for with a school or a rule",
    ("attendance_proposals", "since"): "the proposals of some years in order, some thousands a year",
    ("role_assignments", "granted_by"): "the district's role assignments, some ten thousands; three values",
    ("role_assignments", "held_on"): "the district's role assignments, some ten thousands; most are held",
    ("teams", "held_on"): "the district's teams, some a school; most are there",
    ("teams", "leaderless=true"): "the district's teams, some a school",
    ("teams", "leaderless=false"): "the district's teams, most of which are led",
    ("staff", "active"): "the district's staff, some ten thousands; most are active",
    ("staff", "email"): "the district's staff, some ten thousands",
    ("consents", "live_on"): "consents, of which most hold",
    ("disclosures", "required_by_99_32=false"): "the ledger's lines in order, past those that are required",
    ("handovers", "waiting=false"): "handovers, of which most are over",
    ("barriers", "level"): "the district's barriers, some thousands a year; four values",
    ("barriers", "category"): "the district's barriers, some thousands a year; eight values",
    ("barriers", "overdue"): "the district's barriers, some thousands a year",
    ("barriers", "raised_by_me=false"): "barriers, of which most are others'",
    ("barriers", "at_schools"): "what `visible` leads to, beside which alone it is asked",
    ("task_history", "reader"): "the lines of one task",
    ("tasks", "origin"): "tasks in order; three values, most of one",
    ("own_notes", "done"): "one person's notes: whose is always asked for",
    ("tasks", "unowned=false"): "tasks in order, past those of nobody",
    ("proofs", "outcome=set_aside"): "proofs in order, past those whose task nobody opened again",
    ("administrations", "window"): "the district's administrations, a few a school and year; three values",
    ("administrations", "state"): "the district's administrations, a few a school and year; four values",
    ("roster_import_changes", "change"): "the changes of one import, which are limited",
    ("roster_import_changes", "kind"): "the changes of one import, which are limited",
    ("roster_import_changes", "school_id"): "the changes of one import, which are limited",
    ("roster_import_faults", "code"): "the faults of one import, which are limited",
    ("roster_import_faults", "file"): "the faults of one import, which are limited",
    ("roster_import_faults", "severity"): "the faults of one import, which are limited",
    ("guardians", "linked"): "guardians, of whom most are linked",
    ("enrollments", "role=student"): "enrolments, most of which are students'",
    ("enrollments", "consenting_party"): "enrolments past those of students, a twentieth of which are others'",
    ("caseload_assignments", "relation"): "the district's assignments; three values",
    ("caseload_assignments", "orphaned=true"): "the district's assignments, some thousands",
    ("caseload_assignments", "orphaned=false"): "the district's assignments, of which most have somebody",
    ("caseload_assignments", "open_on"): "one person's assignments",
    ("caseload_assignments", "held_on"): "the district's assignments, of which most are held",
    ("deliveries", "channel"): "deliveries, in two or three channels each of which has a share",
    ("escalations", "tell"): "escalations; a value for each rung",
    ("escalations", "acknowledged"): "escalations, a share of which is",
    ("answer_links", "state"): "the district's links of some weeks in order; four values",
    ("audit_entries", "outcome=done"): "entries in order, of which most are of what was done",
}


def _listings() -> Iterator[Listing]:
    for service in SERVICES:
        rooms_of(service).load_tables()
        for path in sorted((ROOT / "services" / service).rglob("*.py")):
            if not re.search(r"= _?[Ll]isting\(", path.read_text()):
                continue
            module = import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            yield from (found for found in vars(module).values() if isinstance(found, Listing))
    yield listing_of(list(DirectoryType), only_consented=True)
    for name in ("shared.web.operations", "shared.web.audit_entries.repository"):
        yield import_module(name).LISTING


LISTINGS = list(_listings())


def _table(listing: Listing) -> tuple[Table | None, str]:
    """The table whose rows are listed, and what they are called."""
    found = re.match(r"(?:\(select \* from )?(\w+) (\w+)", listing.rows or listing.source)
    return (Base.metadata.tables.get(found[1]), found[2]) if found else (None, "")


def _indexes(table: Table) -> Iterator[tuple[list[str], str]]:
    """The columns of each index behind the district, and what it is limited to."""
    for index in table.indexes:
        assert isinstance(index, Index)
        predicate = index.dialect_options["postgresql"]["where"]
        if index.dialect_options["postgresql"]["using"] in (None, "btree", False):
            yield [column.name for column in index.columns], "" if predicate is None else str(predicate)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint):
            yield [column.name for column in constraint.columns], ""


def _leads(listing: Listing, where: str) -> bool:
    """Is there an index whose first column behind the district this condition names, or whose rows alone it is true of?"""
    table, alias = _table(listing)
    assert table is not None, listing.name
    # What stands within another select speaks of that one's rows.
    where = _without_selects(where)
    if where.startswith("not ") or " or " in where:
        return False
    said = re.sub(rf'\b{alias}\."?(\w+)"?', r"\1", where)
    named = set(re.findall(r"(\w+) (?:= (?!any\(s\.)|is null)", said))
    ordered = re.sub(rf'\b{alias}\."?(\w+)"?', r"\1", listing.order[0][0])
    if re.search(rf"\b{ordered} (?:>=|<=|<|>) ", said):
        named.add(ordered)
    for columns, predicate in _indexes(table):
        behind = columns[1:] if columns[0] == "district_id" else columns
        is_said = predicate != "" and predicate in said.split(" and ")
        is_whole = not predicate or is_said or predicate.removesuffix(" is not null") in named
        if is_whole and (is_said or behind[0] in named):
            return True
    return False


def _without_selects(where: str) -> str:
    """The same with nothing in what `exists` asks of other rows, however deep its brackets go."""
    while (begin := where.find("exists (")) >= 0:
        end, depth = begin + len("exists ("), 1
        while depth:
            depth += {"(": 1, ")": -1}.get(where[end], 0)
            end += 1
        where = f"{where[:begin]}exists{where[end:]}"
    return where


def _led(listing: Listing, filter_: str | Lead) -> bool:
    branches = filter_.branches if isinstance(filter_, Lead) else (Branch(filter_),)
    return all(_leads(listing, branch.where) for branch in branches)


def faults(listing: Listing) -> list[str]:
    """The filters of a list that are neither led by an index nor bounded."""
    if listing.name in SHORT:
        return []
    return [
        key
        for key, filter_ in listing.filters.items()
        if (listing.name, key) not in BOUNDED and not _led(listing, filter_)
    ]


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_every_filter_is_led_by_an_index_or_bounded(listing: Listing) -> None:
    assert not faults(listing)


def unsorted(listing: Listing) -> list[tuple[str, ...]]:
    """The orders of a list that no index has."""
    table, alias = _table(listing)
    if listing.name in SHORT or table is None:
        return []
    kept = [columns[1:] for columns, predicate in _indexes(table) if not predicate or predicate in listing.present]
    orders = [
        tuple(column.removeprefix(f"{alias}.").strip('"') for column, _ in keys)
        for keys in (listing.order, listing.changed)
    ]
    return [order for order in orders if not any(tuple(index[: len(order)]) == order for index in kept)]


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.name)
def test_every_order_is_an_indexs_or_sorts_few(listing: Listing) -> None:
    assert bool(unsorted(listing)) == (listing.name in SORTED), unsorted(listing)


def test_what_stands_here_is_asked_for_somewhere_and_would_want_it() -> None:
    names = {listing.name for listing in LISTINGS}
    assert SHORT.keys() | SORTED.keys() <= names
    for name, key in BOUNDED:
        found = [listing for listing in LISTINGS if listing.name == name and key in listing.filters]
        assert found, (name, key)
        assert not all(_led(listing, listing.filters[key]) for listing in found), (name, key)


def test_it_sees_a_filter_without_an_index() -> None:
    tasks = next(listing for listing in LISTINGS if listing.name == "tasks")
    for planted in (
        "t.done_by = {}",
        "strpos(t.withdrawn_reason, {}) > 0",
        "t.school_id <> {}::uuid",
        "t.owner_id = {} or t.done_by = {}",
    ):
        assert faults(replace(tasks, filters={"planted": planted})) == ["planted"]
        assert faults(replace(tasks, filters={"planted": by(planted)})) == ["planted"]
    half = Lead((Branch("t.owner_id = {}::uuid"), Branch("t.done_by = {}")))
    assert faults(replace(tasks, filters={"planted": half})) == ["planted"]
    assert not faults(replace(tasks, filters={"planted": "t.owner_id = {}::uuid"}))
