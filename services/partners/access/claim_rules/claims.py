"""What is said about somebody, read and put in order once, however many conditions ask for it.

Claims come from outside: none of them is trusted to be there, to be short, or to have the shape it should have.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

#: Longer texts and lists are not read.
LONGEST_TEXT = 1_000
MOST_MEMBERS = 10_000
#: As deep as a path goes into claims.
DEEPEST = 8
MISSING = object()
#: How many of the values that were met an explanation looks at.
SHOWN = 4


class Unmet(Exception):
    """A condition that does not hold, or a place that names no school."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


class Index:
    """The texts of one claim, found by what they are folded to: a condition looks its own values up instead of going over all."""

    def __init__(self, texts: Sequence[str], fold: Callable[[str], str]) -> None:
        self.texts, self.fold = texts, fold
        self.places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            self.places.setdefault(fold(text), []).append(place)
        self._first: dict[tuple[int, int], list[int]] = {}

    @cached_property
    def ordered(self) -> list[str]:
        """Every folded text once, so that those with a common beginning lie side by side."""
        return sorted(self.places)

    def equal(self, values: Iterable[str]) -> "Met":
        """The texts that are one of the values."""
        found = {folded for value in values if (folded := self.fold(value)) in self.places}
        starts = [bisect_left(self.ordered, folded) for folded in found]
        return Met(self, [(start, start + 1) for start in starts])

    def beginning(self, values: Iterable[str]) -> "Met":
        """The texts that begin with one of the values."""
        found = {self._span(self.fold(value)) for value in values}
        spans: list[tuple[int, int]] = []
        for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
            # A longer value finds nothing that the shorter one it begins with has not found.
            if start < end and (not spans or start >= spans[-1][1]):
                spans.append((start, end))
        return Met(self, spans)

    def _span(self, prefix: str) -> tuple[int, int]:
        start = bisect_left(self.ordered, prefix)
        if start == len(self.ordered) or not self.ordered[start].startswith(prefix):
            return start, start
        return start, bisect_left(self.ordered, True, start, key=lambda text: not text.startswith(prefix))

    def first(self, span: tuple[int, int]) -> list[int]:
        """Where the first few texts of a span stand in the claim."""
        if span not in self._first:
            places = (place for folded in self.ordered[slice(*span)] for place in self.places[folded])
            self._first[span] = sorted(places)[:SHOWN]
        return self._first[span]


@dataclass(frozen=True)
class Met:
    """The texts of a claim that meet a condition: stretches of the index that do not overlap."""

    index: Index
    spans: list[tuple[int, int]]

    def __bool__(self) -> bool:
        return bool(self.spans)

    @property
    def shown(self) -> list[str]:
        """The first few, as the claim has them."""
        places = sorted(place for span in self.spans for place in self.index.first(span))
        return [self.index.texts[place] for place in places[:SHOWN]]

    def holds(self, before: str, name: str, after: str) -> bool:
        """Is one of them this name between these texts? The name is compared exactly, what is about it as the condition does."""
        fold = self.index.fold
        folded = fold(before + name + after)
        if folded not in self.index.places or not name:
            return False
        place = bisect_left(self.index.ordered, folded)
        if not any(start <= place < end for start, end in self.spans):
            return False
        return any(
            text[len(before) : len(text) - len(after)] == name
            and fold(text[: len(before)]) == fold(before)
            and fold(text[len(text) - len(after) :]) == fold(after)
            for text in (self.index.texts[place] for place in self.index.places[folded])
        )


class Texts:
    """A claim's values as texts."""

    def __init__(self, sent: Sequence[str]) -> None:
        self.sent = sent

    @cached_property
    def exact(self) -> Index:
        """Found as they are written."""
        return Index(self.sent, str)

    @cached_property
    def folded(self) -> Index:
        """Found whatever their case."""
        return Index(self.sent, str.casefold)


class Claims:
    """The facts about one person."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts
        self._texts: dict[str, Texts] = {}

    def texts(self, path: str, *, single: bool = False) -> Texts:
        """The texts at a path that leads somewhere. Raises `Unmet`."""
        found = claim(self.facts, path)
        if single and isinstance(found, list | dict):
            raise Unmet("claim_odd", f"{path} has several values: use contains")
        if path not in self._texts:
            self._texts[path] = Texts(_texts(found, path))
        return self._texts[path]


def claim(facts: Any, path: str) -> Any:
    """The claim at a path, or `MISSING`. A name may itself hold dots: the longest name that is there is tried first."""
    names = path.split(".")
    return _follow(facts, names) if len(names) <= DEEPEST else _follow(facts, [path])


def left_out(facts: Mapping[str, Any], name: str) -> bool:
    """Entra ID's way of not sending a claim: it names where to ask for it (`_claim_names`), or only that there is one."""
    elsewhere = facts.get("_claim_names")
    hinted = name == "groups" and facts.get("hasgroups") in (True, "true")
    return hinted or (isinstance(elsewhere, Mapping) and name in elsewhere)


def _follow(facts: Any, names: list[str]) -> Any:
    if not names:
        return facts
    if not isinstance(facts, Mapping):
        return MISSING
    for length in range(len(names), 0, -1):
        inner = facts.get(".".join(names[:length]), MISSING)
        if inner is not MISSING:
            found = _follow(inner, names[length:])
            if found is not MISSING:
                return found
    return MISSING


def _texts(found: Any, name: str) -> list[str]:
    """A claim's values as texts; a member that is no text, number or truth is passed over. An object's are its names."""
    if not isinstance(found, list | dict):
        text = _text(found)
        if text is None:
            raise Unmet("claim_odd", f"{name} is not of a shape that can be compared")
        return [text]
    if len(found) > MOST_MEMBERS:
        raise Unmet("claim_oversized", f"{name} has more than {MOST_MEMBERS} values")
    return [text for member in found if (text := _text(member)) is not None]


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value) if abs(value) < 2**64 else None
    # JSON can hold half a character; such a text could not even be told.
    return value if isinstance(value, str) and len(value) <= LONGEST_TEXT and _is_whole(value) else None


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
