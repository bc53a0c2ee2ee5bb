"""What a trigger looks for, tier by tier, and what is done about it. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.assessment.attendance.proposals.rules import Proposed, proposed_of


class TriggerKind(StrEnum):
    """What a trigger looks for."""

    CONSECUTIVE = "consecutive"
    """So many school days missed in a row."""
    CUMULATIVE = "cumulative"
    """So many school days missed in the school year, or in some of its months."""
    BAND = "band"
    """A band of days missed, or one above it."""
    RAPID_CHANGE = "rapid_change"
    """So many more school days missed of the last ones than of as many before them."""


class TriggerAction(StrEnum):
    """What is done about who meets a trigger, besides the alert."""

    WORK = "work"
    """Somebody at the school is asked to look, by a count."""
    MESSAGE = "message"
    """Somebody is told, by a count."""
    PROPOSAL = "proposal"
    """Something is proposed for the student, and somebody accepts or declines it."""


class MessageTo(StrEnum):
    """Who is told."""

    ROLE = "role"
    """Who holds the trigger's role at the school, else for the district."""
    CASELOAD = "caseload"
    """Whose caseload the students are on."""


#: What each kind goes by; nothing else is given.
GOES_BY: Mapping[TriggerKind, frozenset[str]] = {
    TriggerKind.CONSECUTIVE: frozenset({"days"}),
    TriggerKind.CUMULATIVE: frozenset({"days"}),
    TriggerKind.BAND: frozenset({"band"}),
    TriggerKind.RAPID_CHANGE: frozenset({"days", "over"}),
}


@dataclass(frozen=True)
class Step:
    """One tier of a trigger: what it looks for, how long it is quiet, and what is done."""

    tier: int
    kind: TriggerKind
    days: int | None = None
    over: int | None = None
    band: str | None = None
    months: Sequence[int] = ()
    quiet_days: int = 0
    role: str = ""
    school_days: int = 0
    actions: Sequence[str] = field(default_factory=list)
    message_to: MessageTo = MessageTo.ROLE
    #: What is proposed for each student, if the action is one of those.
    proposal: Proposed | None = None

    @property
    def proposes(self) -> Proposed | None:
        """What is proposed for who meets it."""
        return self.proposal if TriggerAction.PROPOSAL in self.actions else None


def steps_of(row: Any) -> list[Step]:
    """The tiers of a trigger: its own first, then those it has besides, which ask whom it asks unless they say otherwise."""
    first = Step(
        *(row.tier, TriggerKind(row.kind), row.days, row.over, row.band, row.months, row.quiet_days, row.role),
        *(row.school_days, row.actions, MessageTo(row.message_to)),
        proposal=proposed_of(row.proposal, row.role),
    )
    return [first, *(_further(said, first) for said in row.steps)]


def disagrees(said: Any) -> str | None:
    """Why a tier goes by nothing, or by what another kind goes by; None: it does not."""
    wanted = GOES_BY[TriggerKind(said.kind)]
    if {name for name in ("days", "over", "band") if getattr(said, name) is not None} != wanted:
        return f"{TriggerKind(said.kind)} goes by {' and '.join(sorted(wanted))} alone"
    if said.months and said.kind != TriggerKind.CUMULATIVE:
        return "months are those of cumulative alone"
    return None


def roles_of(said: Any) -> Iterator[tuple[str, str]]:
    """Each role that a trigger names, with its place."""
    parts = [("", {"role": said.role, "proposal": said.proposal})]
    parts += [(f"/steps/{number}", step) for number, step in enumerate(said.steps)]
    for place, part in parts:
        proposal = part.get("proposal") or {}
        named = {"role": part.get("role"), "proposal/role": proposal.get("role")}
        named["proposal/asks_for/role"] = (proposal.get("asks_for") or {}).get("role")
        yield from ((f"{place}/{where}", role) for where, role in named.items() if role is not None)


def bands_of(said: Any) -> Iterator[tuple[str, str]]:
    """Each band that a trigger names, with its place."""
    parts = [("", said.band), *((f"/steps/{number}", step.get("band")) for number, step in enumerate(said.steps))]
    yield from ((f"{place}/band", band) for place, band in parts if band is not None)


def lacks_proposal(said: Any) -> bool:
    """Does a tier propose without anybody saying what, or is it said of one that proposes nothing?"""
    steps = [step if isinstance(step, Mapping) else step.model_dump() for step in said.steps]
    by_steps = [(_proposes(said.actions if one.get("actions") is None else one["actions"]), one) for one in steps]
    if any((one.get("proposal") is not None and not does) for does, one in by_steps):
        return True
    if said.proposal is not None:
        return not (_proposes(said.actions) or any(does for does, _ in by_steps))
    return _proposes(said.actions) or any(does and one.get("proposal") is None for does, one in by_steps)


def _proposes(actions: Iterable[str]) -> bool:
    return TriggerAction.PROPOSAL in set(actions)


def has_twice(tiers: Iterable[int]) -> bool:
    """Is a tier there twice?"""
    found = list(tiers)
    return len(found) != len(set(found))


def _further(said: Mapping[str, Any], first: Step) -> Step:
    inherited = {name: getattr(first, name) for name in ("role", "school_days", "actions", "message_to", "proposal")}
    own = {name: value for name, value in said.items() if name not in inherited or value is not None}
    step = {**inherited, **own}
    if said.get("proposal") is not None:
        step["proposal"] = proposed_of(said["proposal"], step["role"])
    return Step(**{**step, "kind": TriggerKind(step["kind"]), "message_to": MessageTo(step["message_to"])})


def exactly(count: int) -> int:
    """As it is."""
    return count


def in_tens(smallest: int) -> Callable[[int], int | None]:
    """In whole tens, so that no two counts differ by one child; None: fewer than ten or than `smallest`, or none."""

    def told(count: int) -> int | None:
        return count // 10 * 10 if count >= max(10, smallest) else None

    return told
