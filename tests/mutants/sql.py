"""Mistakes in the text of SQL: a condition gone, a boundary moved, a lock or an order forgotten."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

STATEMENT = re.compile(
    r"\b(select|insert into|update \w+|delete from)\s[\s\S]*\b(from|set|values|where)\b|\bpg_advisory"
)
TOKEN = re.compile(r"'(?:[^'\n]|'')*'|[\w.]+|::|<=|>=|<>|!=|->>|->|[<>=]|\S")
#: A condition on the district holds by row security and by ids that are unique; without it nothing changes.
DISTRICT = re.compile(r"^\(?[\w.]*district_id\s*=\s*([\w.]*district_id|:\w+|\$\d+|\{+\w*\}+)\)?$|^true$|^\$\d+$")
STARTS = {"where", "on", "having", "when", "("}
ENDS = {
    *("group", "order", "limit", "for", "returning", "union", "except", "window", "then", "else", "end", "from", "set"),
    *("left", "join", "inner", "cross", "right", "full", "select", "where", "having", "when", ",", ")", "on", "do"),
    *("as", "using", "with", "offset", "fetch", "values"),
}
SWAPS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "<>": "=", "!=": "="}
OPPOSITES = {"least": "greatest", "greatest": "least", "min": "max", "max": "min"}


class Change(NamedTuple):
    """Positions within the text, what stands there instead, and the kind of mistake."""

    start: int
    end: int
    new: str
    kind: str


class Token(NamedTuple):
    """A word of SQL; what stands in braces is one opaque word."""

    text: str
    start: int
    end: int
    depth: int


def tokens(text: str) -> list[Token]:
    """The words with their depth in parentheses."""
    found: list[Token] = []
    place = depth = 0
    while match := TOKEN.search(text, place):
        start, end = match.span()
        if match[0] == "{":
            end = _closing(text, start)
        if match[0] == ")":
            depth -= 1
        found.append(Token(text[start:end].lower(), start, end, depth))
        if match[0] == "(":
            depth += 1
        place = end
    return found


def _closing(text: str, start: int) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place + 1
    return start + 1


def changes(text: str) -> Iterator[Change]:
    """Every mistake of these kinds in a text of SQL."""
    words = tokens(text)
    yield from _conditions(text, words)
    yield from _boundaries(words)
    yield from _locks(words)
    yield from _phrases(words)


def _conditions(text: str, words: list[Token]) -> Iterator[Change]:
    for at, word in enumerate(words):
        if word.text not in STARTS or (word.text == "on" and at + 1 < len(words) and words[at + 1].text == "conflict"):
            continue
        depth = word.depth + (word.text == "(")
        operands, joints = _operands(words, at + 1, depth)
        if word.text == "(" and not joints:
            continue
        yield from _dropped(text, operands, joints)


def _operands(words: list[Token], at: int, depth: int) -> tuple[list[tuple[int, int]], list[Token]]:
    """The operands from here to the clause's end as spans of text, and the words that join them."""
    operands: list[tuple[int, int]] = []
    joints: list[Token] = []
    first: Token | None = None
    last: Token | None = None
    between = False
    for word in words[at:]:
        if word.depth < depth or (word.depth == depth and word.text in ENDS and not (word.text == ")" and first)):
            break
        if word.depth == depth and word.text == "from" and last and last.text == "distinct":
            last = word
            continue
        if word.depth == depth and word.text == "and" and between:
            between = False
        elif word.depth == depth and word.text in ("and", "or"):
            if first is None or last is None:
                return [], []
            operands.append((first.start, last.end))
            joints.append(word)
            first = None
            continue
        between = between or (word.depth == depth and word.text == "between")
        first, last = first or word, word
    if first is not None and last is not None:
        operands.append((first.start, last.end))
    return (operands, joints) if len(operands) == len(joints) + 1 else ([], [])


def _dropped(text: str, operands: list[tuple[int, int]], joints: list[Token]) -> Iterator[Change]:
    for place, (start, end) in enumerate(operands):
        if DISTRICT.match(" ".join(text[start:end].lower().split())):
            continue
        if not joints:
            yield Change(start, end, "true", "sql condition")
        elif place == 0:
            yield Change(start, operands[1][0], "", "sql condition")
        else:
            yield Change(joints[place - 1].start, end, "", "sql condition")


def _boundaries(words: list[Token]) -> Iterator[Change]:
    for before, word in pairwise(words):
        if word.text in SWAPS and before.text not in ("-", "=", "@", "#"):
            yield Change(word.start, word.end, SWAPS[word.text], "sql boundary")


def _locks(words: list[Token]) -> Iterator[Change]:
    for at, word in enumerate(words):
        rest = [one.text for one in words[at : at + 4]]
        if rest[:2] in (["for", "update"], ["for", "share"]) or rest[:3] == ["for", "no", "key"]:
            yield Change(word.start, _end_of_lock(words, at), "", "sql lock")
            if (order := _order_before(words, at)) is not None:
                yield Change(order, word.start, "", "sql order of locks")
        if word.text in ("pg_advisory_xact_lock", "pg_advisory_xact_lock_shared", "pg_advisory_lock"):
            # It takes any arguments and does nothing with them.
            yield Change(word.start, word.end, "num_nonnulls", "sql lock")


def _end_of_lock(words: list[Token], at: int) -> int:
    end = words[at].end
    known = {"for", "update", "share", "no", "key", "of", "skip", "locked", "nowait"}
    for before, word in zip(words[at - 1 :], words[at:], strict=False):
        if word.text not in known and before.text != "of":
            break
        end = word.end
    return end


def _order_before(words: list[Token], at: int) -> int | None:
    for word, after in zip(reversed(words[:at]), reversed(words[1 : at + 1]), strict=True):
        if word.depth < words[at].depth or (word.depth == words[at].depth and word.text in ("select", "limit")):
            return None
        if word.depth == words[at].depth and word.text == "order" and after.text == "by":
            return word.start
    return None


def _phrases(words: list[Token]) -> Iterator[Change]:
    for at, word in enumerate(words):
        rest = [one.text for one in words[at : at + 4]]
        following = words[at + 1] if at + 1 < len(words) else None
        if rest[:2] == ["on", "conflict"]:
            for later in range(at, min(at + 24, len(words) - 1)):
                if words[later].text == "do":
                    if words[later + 1].text == "nothing":
                        yield Change(word.start, words[later + 1].end, "", "sql conflict")
                    break
        elif rest[:2] == ["not", "exists"]:
            yield Change(word.start, words[at + 1].start, "", "sql not")
        elif rest[:3] == ["is", "not", "null"]:
            yield Change(word.start, words[at + 2].end, "is null", "sql not")
        elif rest[:2] == ["is", "null"]:
            yield Change(word.start, words[at + 1].end, "is not null", "sql not")
        elif word.text == "distinct" and at and words[at - 1].text in ("select", "(") and rest[1:2] != ["on"]:
            yield Change(word.start, words[at + 1].start, "", "sql distinct")
        elif word.text in OPPOSITES and following and following.text == "(":
            yield Change(word.start, word.end, OPPOSITES[word.text], "sql opposite")
        elif word.text in "+-" and following and following.text in ("interval", "make_interval"):
            yield Change(word.start, word.end, "-" if word.text == "+" else "+", "sql interval")
        elif word.text == "desc":
            yield Change(word.start, word.end, "asc", "sql order")
