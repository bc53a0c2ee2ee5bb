"""One plausible mistake: a piece of one file's text, and what stands there instead."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Edit:
    """A change of text, as positions in the source; `unit` is the function, method or constant it lies in."""

    start: int
    end: int
    new: str
    kind: str
    unit: str


@dataclass(frozen=True)
class Mutant:
    """An edit of a file; its id stays the same while its own lines do."""

    id: str
    path: str
    line: int
    edit: Edit
    source: str
    meaning: str = ""
    room: str = ""

    @property
    def area(self) -> str:
        """The room or the part of the kernel, as tests are sorted."""
        return self.room or area_of(self.path)

    @property
    def planted(self) -> str:
        """The whole text of the file with the mistake in it."""
        return self.source[: self.edit.start] + self.edit.new + self.source[self.edit.end :]

    @property
    def diff(self) -> str:
        """The lines concerned, before and after."""
        first = self.source.rfind("\n", 0, self.edit.start) + 1
        last = self.source.find("\n", self.edit.end)
        before = self.source[first : last if last >= 0 else len(self.source)]
        after = before[: self.edit.start - first] + self.edit.new + before[self.edit.end - first :]
        old, new = before.splitlines(), after.splitlines()
        while len(old) > 1 and len(new) > 1 and old[0] == new[0]:
            old, new = old[1:], new[1:]
        while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
            old, new = old[:-1], new[:-1]
        return "\n".join([*(f"- {one.strip()}" for one in old), *(f"+ {one.strip()}" for one in new)])


def area_of(path: str) -> str:
    """The room a file is in, or the part of the kernel."""
    parts = path.split("/")
    return "/".join(parts[: min(4, len(parts) - 1)] if parts[0] == "services" else parts[:2])


def line_of(source: str, place: int) -> int:
    """The line a position lies in, from 1."""
    return source.count("\n", 0, place) + 1


def named(path: str, source: str, edits: list[Edit]) -> list[Mutant]:
    """Give each edit its id: place, kind, and a hash of what stands there, counted where the same stands there twice.

    The hash is not of the path: a file that moves takes its ids along.
    """
    seen: dict[str, int] = {}
    found = []
    for edit in sorted(set(edits), key=lambda one: (one.start, one.end, one.new)):
        line = line_of(source, edit.start)
        first = source.rfind("\n", 0, edit.start) + 1
        around = source[first : source.find("\n", edit.end)].strip()
        key = f"{edit.unit}:{edit.kind}:{around}:{edit.start - first}:{source[edit.start : edit.end]}:{edit.new}"
        seen[key] = seen.get(key, 0) + 1
        mark = hashlib.sha256(f"{key}:{seen[key]}".encode()).hexdigest()[:6]
        found.append(Mutant(f"{path}:{edit.unit}:{edit.kind}:{mark}", path, line, edit, source))
    return found
