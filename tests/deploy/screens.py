"""The main screens of the roles that have rooms: what each asks for its first paint, and what it shows of the replies.

Who a person is (`/v1/me`) and what things are called (`/v1/texts`) is asked once after the sign-in, not by each screen.
Whoever builds a room adds its screens here.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

#: A first paint is no more calls than this.
MOST_CALLS = 3
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: An object with an id and one of these is readable.
CALLED = {"name", "title", "given_name", "number", "subject"}


@dataclass(frozen=True)
class Ask:
    """One call. Its path may hold `{names}` known before; `shows` are places in its reply, `finds` those a later call needs."""

    service: str
    path: str
    shows: Sequence[str]
    finds: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Screen:
    """What a person of a role looks at. Of fields in `leads_on` nothing is shown: the next screen begins with them."""

    name: str
    who: str
    asks: Sequence[Ask]
    leads_on: frozenset[str] = frozenset()
    most_calls: int = MOST_CALLS


TASK = ("title", "state", "due_on", "school.name", "owner.name", "plan.name", "may", "version")
OF_MY_DAY = ("title", "state", "due_on", "school.name", "plan.name", "may", "version", "because")
MESSAGE = ("subject", "because", "about.kind", "path", "created_at")
BARRIER = ("code", "title", "state", "schools.*.name", "raised_by.name", "may", "version")
FINDING = ("text", "severity", "mended_by", "call")


def rows(*names: str, of: str = "items") -> list[str]:
    """These fields of each row."""
    return [f"{of}.*.{name}" for name in names]


SCREENS = (
    Screen(
        "plans",
        "district-coordinator",
        (
            Ask(
                "scheduling",
                "/v1/plans?count=true",
                ["count.value", *rows("title", "state", "task_count", "may", "version")],
            ),
            Ask("scheduling", "/v1/roll-up", ["total.done_share", *rows("title", "overdue", of="groups")]),
            Ask("scheduling", "/v1/risks", ["items"]),
        ),
        # Of the barrier that stands longest: its title, school and day are beside it.
        leads_on=frozenset({"task_id"}),
    ),
    Screen(
        "a plan with its roll-up",
        "district-coordinator",
        (
            Ask("scheduling", "/v1/plans/{plan}", ["title", "state", "may", "goals.*.strategies.*.activities.*.title"]),
            Ask(
                "scheduling",
                "/v1/plans/{plan}/roll-up",
                ["total.done_share", *rows("title", "done_share", of="groups")],
            ),
            Ask("scheduling", "/v1/tasks?plan_id={plan}&limit=500&count=true", ["count.value", *rows(*TASK)]),
        ),
        leads_on=frozenset({"task_id"}),
    ),
    Screen(
        "inbox",
        "district-coordinator",
        (Ask("notifications", "/v1/inbox?count=true", ["count.value", *rows(*MESSAGE)]),),
    ),
    Screen(
        "my day",
        "principal",
        (
            Ask(
                "scheduling",
                "/v1/my-day",
                ["day", *rows("title", "act", "because", of="asked_of_you"), *rows(*OF_MY_DAY, of="overdue")],
            ),
            Ask("notifications", "/v1/inbox?limit=5&count=true", rows(*MESSAGE)),
        ),
        leads_on=frozenset({"comment_id"}),
    ),
    Screen(
        "tasks of a school",
        "school-coordinator",
        (Ask("scheduling", "/v1/tasks?school_id={school}&limit=500&count=true", ["count.value", *rows(*TASK)]),),
    ),
    Screen(
        "barriers of a school",
        "principal",
        (Ask("scheduling", "/v1/barriers?school_id={school}", rows(*BARRIER)),),
    ),
    Screen(
        "my day and my students",
        "mentor",
        (
            Ask("scheduling", "/v1/my-day", ["day", "asked_of_you", "overdue", "due_today"]),
            Ask(
                "assessment",
                "/v1/caseload-assignments?staff_id=me&held_on={today}",
                rows("relation", "staff.name", "starts_on"),
                {"students": "items.*.student_id"},
            ),
            Ask("assessment", "/v1/students?ids={students}", rows("given_name", "family_name")),
        ),
        leads_on=frozenset({"comment_id"}),
    ),
    Screen(
        "imports",
        "data-manager",
        (
            Ask(
                "assessment",
                "/v1/roster-imports?count=true",
                ["count.value", *rows("state", "fault_count", "finished_at")],
            ),
        ),
    ),
    Screen(
        "setup",
        "data-manager",
        (
            Ask("partners", "/v1/setup", ["items"]),
            Ask("scheduling", "/v1/setup", rows(*FINDING)),
            Ask("assessment", "/v1/setup", ["items"]),
            Ask("notifications", "/v1/setup", rows("text", "severity", "mended_by")),
        ),
        # None knows of the others what a district misses there; all four are asked at once.
        most_calls=4,
    ),
)


def paint(screen: Screen, get: Callable[[str, str], Any], known: dict[str, str]) -> list[str]:
    """Ask all that a screen asks; says what it could not show."""
    replies: list[Any] = []
    missing: list[str] = []
    known = dict(known)
    for ask in screen.asks:
        reply = get(ask.service, ask.path.format(**known))
        replies.append(reply)
        missing += [f"{ask.path}: {place}" for place in ask.shows if not is_shown(reply, place)]
        known |= {name: ",".join(map(str, found(reply, place))) for name, place in ask.finds.items()}
    return [*missing, *unreadable(replies, screen.leads_on)]


def unreadable(replies: Sequence[Any], leads_on: frozenset[str]) -> list[str]:
    """Ids whose name stands in no reply, and names that are not there: what a page would have to ask for."""
    named = {
        value["id"] for reply in replies for _, value in _walk(reply) if isinstance(value, dict) and _is_readable(value)
    }
    alone: set[str] = set()
    for reply in replies:
        for place, value in _walk(reply):
            name = place.rpartition(".")[2]
            if name.endswith(("_id", "_ids")) and name not in leads_on:
                ids = [one for one in (value if isinstance(value, list) else [value]) if UUID.fullmatch(str(one))]
                alone |= {place for one in ids if one not in named}
            if isinstance(value, dict) and {"id", "name"} == value.keys() and value["name"] is None:
                alone.add(f"{place}.name")
    return sorted(alone)


def found(value: Any, place: str) -> list[Any]:
    """What stands at a place; `*` is every row."""
    head, _, rest = place.partition(".")
    if head == "*":
        return [one for row in value for one in (found(row, rest) if rest else [row])]
    if value is None or head not in value:
        return []
    return found(value[head], rest) if rest else [value[head]]


def is_shown(reply: Any, place: str) -> bool:
    """Is something there to be shown? Where all rows have nothing, or there are no rows, nobody has seen that it would be."""
    return any(one is not None for one in found(reply, place))


def _is_readable(value: dict[str, Any]) -> bool:
    return "id" in value and any(value.get(name) is not None for name in CALLED)


def _walk(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    yield place, value
    parts = (
        value.items() if isinstance(value, dict) else [("*", one) for one in value] if isinstance(value, list) else []
    )
    for name, part in parts:
        yield from _walk(part, f"{place}.{name}".lstrip("."))
