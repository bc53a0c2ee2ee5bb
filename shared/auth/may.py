"""What a caller may do to a row now: `may`, said in the row by the statement that reads it.

It is made of the room's table of moves (`shared/context/transitions.py`) and the service's `POLICY`: what the caller's rights
reach comes with the call, states stand in the row. A room that asks for more says the same in SQL, in its `may.py`.

What a move is open to is one bit: a row costs a look at a map of schools, and a condition only where a bit is left.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import TextClause, text

from shared.auth.policy import Policy, Rule
from shared.context.context import Context
from shared.context.cursors import sql_text
from shared.context.lists import Listing
from shared.context.replies import replies_of, reply_of
from shared.context.transitions import Condition, Transition
from shared.principal import Principal

M = TypeVar("M", bound=BaseModel)

#: What a room's SQL may ask of the caller: the person (null: a system), the actor, now, their roles as `role@school`, and scopes.
ME, ACTOR, NOW = "(select {may_me}::uuid)", "(select {may_actor})", "(select {may_now}::timestamptz)"
#: How they speak: `operator`, `person`, `client`; and the party they belong to, if they do.
SPEAKS_AS, PARTY = "(select {may_speaks_as})", "(select {may_party}::uuid)"
#: The client they came with (null: by a front end), and the networks they are bound to.
CLIENT, NETWORKS = "(select {may_client}::uuid)", "(select {may_networks}::text[])"
ROLES, SCOPES = "(select {may_roles}::text[])", "(select {may_scopes}::text[])"
#: The same roles without those held as somebody's cover; and the profiles they stand on, as `profile@school`.
OWN_ROLES, OWN_PROFILES = "(select {may_own_roles}::text[])", "(select {may_own_profiles}::text[])"


def granted(right: str) -> str:
    """SQL: the caller has a right for this row, by `POLICY` alone."""
    return f"{{granted {right}}}"


def everywhere(right: str) -> str:
    """SQL: the caller has a right for every row of the district."""
    return f"{{everywhere {right}}}"


def at(right: str, school: str) -> str:
    """SQL: the caller has a right at a school (SQL of its id), whichever the row is at; or everywhere."""
    return f"({everywhere(right)} or {{at {right}|{school}}})"


def works_at(school: str) -> str:
    """SQL: the caller holds some role at a school (SQL of its id), or for the district."""
    return f"((select {{may_here}}::uuid[]) is null or {school} = any((select {{may_here}}::uuid[])::uuid[]))"


@dataclass(frozen=True, eq=False)
class May:
    """What may be done to the rows of a room's `listing`, by its `moves`.

    `state` is SQL of a row's state (nothing: it has none), `school` of the school `POLICY` is asked about (nothing: the district
    alone), `owner` of whether the row is the caller's own. `rights` has SQL for rights that are not `POLICY`'s alone,
    `conditions` for each of the moves', `besides` for what else a move asks. `of_callers` are those conditions that speak of
    whoever asks alone.

    Where nothing but caller and state decides, the names are known before the statement, which only looks them up.
    """

    policy: Policy
    moves: tuple[Transition[Any], ...]
    listing: Listing
    state: str = "s.state"
    school: str = "s.school_id"
    owner: str = ""
    rights: Mapping[str, str] = field(default_factory=dict)
    conditions: Mapping[Condition, str] = field(default_factory=dict)
    besides: Mapping[str, str] = field(default_factory=dict)
    of_callers: Mapping[Condition, Callable[[Principal], bool]] = field(default_factory=dict)
    #: CTEs the SQL reads from, each found once a statement, at whose beginning they stand; their names begin with `may_`.
    given: str = ""

    def on(self, listing: Listing) -> Listing:
        """A list of the same rows with `may` in its items."""
        lean = (self._owns_nothing_more, replace(self, owner="").on(listing)) if self.owner else None
        columns = f"{listing.columns}, {self.sql} as may"
        return replace(listing, columns=columns, given=self.given, caller=self.values, lean=lean)

    def _owns_nothing_more(self, principal: Principal) -> bool:
        """Are the rights of whoever owns a row the caller's everywhere? Then nobody need ask whose it is."""
        reach = _reach(self, principal)
        return not int(reach["may_own"] or 0) & ~int(reach["may_all"] or 0)

    @cached_property
    def sql(self) -> str:
        """SQL of the names; it takes `values`."""
        if self.is_plain:
            return self._looked_up
        cases = ", ".join(f"case when {self._is_open(move)} then '{move.name}' end" for move in self._sorted)
        # On one line: it stands within statements of others, who do not explain it.
        return " ".join(f"(select array_remove(array[{cases}]::text[], null) from ({self._found}) m)".split())

    def of_part(self, move: Transition[Any], called: str, which: str) -> "PartMay":
        """What may be done to a part of a row: a move of the row that is about one part at a time, where the part is `which`.

        `which` is SQL, instead of what the move asks `besides`; whose own the row is gives no right to it.
        """
        alone = replace(self, owner="", besides={**self.besides, move.name: which})
        cases = f"case when {alone._is_open(move)} then array['{called}'] else array[]::text[] end"
        return PartMay(called, " ".join(f"(select {cases} from ({alone._found}) m)".split()))

    @property
    def _found(self) -> str:
        """SQL of the moves that start from the row's state, of the caller's rights to it, and of what several moves ask."""
        at = f" | {self._at}" if self.school else ""
        found = f"select {self._states} & (select {{may_open}}::int) as st, (select {{may_all}}::int){at} as g offset 0"
        if self.owner:
            own = f"""case when (select {{may_own}}::int) & ~base.g <> 0 and {self._is_there} and {self.owner}
        then (select {{may_own}}::int) else 0 end"""
            found = f"select base.st, base.g | {own} as g from ({found}) base offset 0"
        if shared := self._shared:
            asked = ", ".join(
                f"case when base.st & {moves} <> 0 then {self.conditions[condition]} end as {name}"
                for condition, (name, moves) in shared.items()
            )
            found = f"select base.st, base.g, {self._said(asked, 'base')} from ({found}) base offset 0"
        return found

    @property
    def _at(self) -> str:
        """SQL of the bits of what the caller may at the row's school; one that has to be looked up only where schools matter."""
        bits = f"coalesce(((select {{may_at}}::jsonb) ->> {self.school}::text)::int, 0)"
        return f"case when (select {{may_at_some}}::boolean) then {bits} else 0 end" if " " in self.school else bits

    @cached_property
    def is_plain(self) -> bool:
        """Do caller and state decide by themselves?"""
        return not self.school and self._has_no_more

    @property
    def _has_no_more(self) -> bool:
        return not (self.owner or self.rights or self.conditions or self.besides)

    @cached_property
    def _is_said_by_row(self) -> bool:
        """Do they decide with the school that stands in a column of the row?"""
        return self._has_no_more and re.fullmatch(r"(\w+\.\w+)?", self.school) is not None

    @property
    def _looked_up(self) -> str:
        """SQL of the names, where caller and state decide: those of its state."""
        if not self.state:
            return "(select {may_names}::text[])"
        cases = " ".join(f"when '{state}' then (select {{may_in_{state}}}::text[])" for state in self._starting)
        return f"(case {self.state} {cases} else array[]::text[] end)"

    @property
    def _is_there(self) -> str:
        """SQL: whoever owns the row works where it is."""
        return f"({self.school} is null or {works_at(self.school)})" if self.school else "true"

    def values(self, principal: Principal, now: datetime) -> dict[str, str | None]:
        """What the SQL takes of whoever asks."""
        reach = _reach(self, principal)
        return {name: now.isoformat() if name == "may_now" else reach[name] for name in self._takes}

    def reach(self, principal: Principal) -> dict[str, str | None]:
        """The same but for the moment, which a token's every call has anew."""
        all_, at, own = 0, dict[str, int](), 0
        for right, bit in self._rights.items():
            for path in self.policy.access_paths(principal, right):
                if path.schools is None:
                    all_ |= bit
                for school in path.schools or ():
                    at[str(school)] = at.get(str(school), 0) | bit
            own |= bit if self.policy.rules.get(right, Rule()).owner and principal.staff_id else 0
        open_ = [move for move in self._sorted if self._is_open_to(move, principal)]
        found: dict[str, Any] = {
            "may_open": sum(self._moves[move.name] for move in open_),
            "may_all": all_,
            "may_at": json.dumps(at),
            "may_at_some": bool(at),
            "may_own": own,
            "may_here": principal.works_at,
            "may_me": principal.staff_id,
            "may_actor": principal.actor,
            "may_speaks_as": "operator" if principal.sets_up else principal.kind,
            "may_party": principal.party and principal.party.id,
            "may_client": principal.client_id,
            "may_networks": principal.networks,
            "may_scopes": sorted(principal.scopes),
            "may_roles": _roles_of(principal),
            "may_own_roles": _roles_of(principal.in_own_right()),
            "may_own_profiles": [f"{held.profile}@{held.school_id or ''}" for held in principal.in_own_right().roles],
        }
        if self.is_plain:
            let = self._let(principal)
            found["may_names"] = [move.name for move in let]
            for state in self._starting:
                found[f"may_in_{state}"] = [move.name for move in let if state in move.sources]
        return {name: sql_text(value) for name, value in found.items()}

    def plainly(self, ctx: Context, row: Any) -> list[str]:
        """The names for a row, where caller, school and state decide: nothing is asked of the database."""
        school = getattr(row, self.school.rpartition(".")[2]) if self.school else None
        return [
            move.name
            for move in self._sorted
            if move.state_of(row, ctx) in move.sources
            and self._is_open_to(move, ctx.principal)
            and self.policy.decide(ctx.principal, move.right, school_id=school).allowed
        ]

    async def of(self, ctx: Context, id_: UUID) -> list[str]:
        """The names for one row as it is in this work: for a reply that is made of the row."""
        return (await self.of_all(ctx, [id_]))[id_]

    async def of_all(self, ctx: Context, ids: Iterable[UUID]) -> dict[UUID, list[str]]:
        """The same of some rows, by id: one statement."""
        await ctx.session.flush()
        values = self.values(ctx.principal, ctx.now)
        found = await ctx.ask(self._asking, {**values, "ids": list(ids), "district_id": ctx.district_id})
        return {row["id"]: row["may"] for row in found}

    async def reply(self, ctx: Context, reply: type[M], row: Any, **more: Any) -> M:
        """A row as the reply says it (`replies.py`), with the names."""
        names = self.plainly(ctx, row) if self._is_said_by_row else await self.of(ctx, row.id)
        return await reply_of(ctx, reply, row, may=names, **more)

    async def replies(self, ctx: Context, reply: type[M], rows: Sequence[Any]) -> list[M]:
        """The same of many rows: one statement for what may be done to all."""
        if self._is_said_by_row:
            names = {row.id: self.plainly(ctx, row) for row in rows}
        else:
            names = await self.of_all(ctx, [row.id for row in rows]) if rows else {}
        made = await replies_of(ctx, reply, rows, may=[])
        return [one.model_copy(update={"may": names[row.id]}) for one, row in zip(made, rows, strict=True)]

    def placed(self, first: int) -> tuple[str, str, tuple[str, ...]]:
        """What is given and the SQL for a statement of one's own, their values standing in `($1)` from a place on; and the
        names of those, in order.
        """
        places = {name: f"($1)[{place}]" for place, name in enumerate(self._takes, start=first)}
        return _filled(self.given, places), _filled(self.sql, places), self._takes

    @property
    def bound(self) -> tuple[str, str]:
        """What is given and the SQL for a statement with named arguments, which `values` has."""
        names = {name: f"cast(:{name} as text)" for name in self._takes}
        return _filled(self.given, names), _filled(self.sql, names)

    @cached_property
    def _asking(self) -> TextClause:
        id_ = self.listing.changed[-1][0]
        table = id_.rpartition(".")[0]
        given, may = self.bound
        return text(
            f"{f'with recursive {given} ' if given else ''}select {id_} as id, {may} as may from {self.listing.source} "
            f"where {table}.district_id = :district_id and {id_} = any(cast(:ids as uuid[]))"
        )

    @cached_property
    def _sorted(self) -> list[Transition[Any]]:
        return sorted(self.moves, key=lambda move: move.name)

    @cached_property
    def _moves(self) -> dict[str, int]:
        return {move.name: 1 << place for place, move in enumerate(self._sorted)}

    @cached_property
    def _rights(self) -> dict[str, int]:
        """The rights that are asked for, each with its bit."""
        said = " ".join([*self.rights.values(), *self.conditions.values(), *self.besides.values()])
        named = re.findall(r"{(?:granted|everywhere|at) ([^}|]+)", said)
        asked = sorted({*named, *(move.right for move in self.moves if move.right not in self.rights)})
        if any(self.policy.rules.get(right, Rule()).related for right in asked):
            raise TypeError("a right by a relation is SQL of its own")
        return {right: 1 << place for place, right in enumerate(asked)}

    @cached_property
    def _takes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(re.findall(r"{(may_\w+)}", self.given + self.sql)))

    @property
    def _states(self) -> str:
        """SQL of the bits of the moves that start from the row's state."""
        if not self.state:
            return str(sum(self._moves.values()))
        cases = " ".join(f"when '{state}' then {bits}" for state, bits in self._starting.items())
        return f"case {self.state} {cases} else 0 end"

    @cached_property
    def _starting(self) -> dict[str, int]:
        """The bits of the moves that start from each state."""
        starting: dict[str, int] = {}
        for move in self.moves:
            for state in move.sources:
                starting[str(state)] = starting.get(str(state), 0) | self._moves[move.name]
        return starting

    def _is_open_to(self, move: Transition[Any], principal: Principal) -> bool:
        """May this caller make it at all, by scope, kind and what is asked of callers alone?"""
        return (
            move.door in principal.scopes
            and (principal.kind == "person" or not move.people)
            and all(self.of_callers[one](principal) for one in move.conditions if one in self.of_callers)
        )

    def _let(self, principal: Principal) -> list[Transition[Any]]:
        """The moves this caller may make to rows of the whole district, in the states they start from."""
        rights = {move.right for move in self.moves}
        far = {right for right in rights if any(p.schools is None for p in self.policy.access_paths(principal, right))}
        return [move for move in self._sorted if move.right in far and self._is_open_to(move, principal)]

    @cached_property
    def _shared(self) -> dict[Condition, tuple[str, int]]:
        """Conditions of several moves, which a row is asked once: each with a name and the moves' bits."""
        moves: dict[Condition, int] = {}
        counts: dict[Condition, int] = {}
        for move in self.moves:
            for condition in self._asked_of_rows(move):
                moves[condition] = moves.get(condition, 0) | self._moves[move.name]
                counts[condition] = counts.get(condition, 0) + 1
        several = [condition for condition, count in counts.items() if count > 1]
        return {condition: (f"c{place}", moves[condition]) for place, condition in enumerate(several)}

    def _asked_of_rows(self, move: Transition[Any]) -> list[Condition]:
        return [one for one in move.conditions if one not in self.of_callers]

    def _is_open(self, move: Transition[Any]) -> str:
        shared = {condition: f"m.{name}" for condition, (name, _) in self._shared.items()}
        further = [shared.get(condition, self.conditions[condition]) for condition in self._asked_of_rows(move)]
        further += [self.besides[move.name]] if move.name in self.besides else []
        asked = " and ".join(f"({one})" for one in [self.rights.get(move.right, granted(move.right)), *further])
        return f"m.st & {self._moves[move.name]} <> 0 and {self._said(asked, 'm')}"

    def _said(self, sql: str, row: str) -> str:
        """The SQL with the rights it names, asked of a row that is called so."""
        for right, bit in self._rights.items():
            sql = sql.replace(granted(right), f"{row}.g & {bit} <> 0")
            sql = sql.replace(everywhere(right), f"(select {{may_all}}::int) & {bit} <> 0")
            there = rf"coalesce(((select {{may_at}}::jsonb) ->> \1::text)::int, 0) & {bit} <> 0"
            sql = re.sub(rf"{{at {re.escape(right)}\|([^}}]+)}}", there, sql)
        return sql


@dataclass(frozen=True)
class PartMay:
    """What may be done to a part of a row: one thing, by `name`; `sql` of the names takes the values of the row's `May`."""

    name: str
    sql: str


def _filled(sql: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        sql = sql.replace(f"{{{name}}}", value)
    return sql


def _roles_of(principal: Principal) -> list[str]:
    return [f"{held.role}@{held.school_id or ''}" for held in principal.roles]


@lru_cache(maxsize=4_096)
def _reach(may: May, principal: Principal) -> dict[str, str | None]:
    return may.reach(principal)
