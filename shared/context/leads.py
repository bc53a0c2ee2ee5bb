"""What leads a page to its rows: filters whose answer lies in several places, each in the list's order by an index.

Whoever sees some schools' tasks, their own and those of whom they act for sees no stretch of any one index. Asked as a
condition, the list would be walked past everything they do not see; read branch by branch, it costs what a page costs.
"""

import re
from dataclasses import dataclass, replace

#: What asks for one value: a column that has it, or a list of it alone.
EQUAL = re.compile(r"= \{\}(?:::(?P<kind>\w+))?")
ALONE = re.compile(r"array\[\{\}::(?P<kind>\w+)\]")
#: A filter that is no more than that of a column.
OF_COLUMN = re.compile(r"(?P<column>[\w.\"]+) " + EQUAL.pattern)


@dataclass(frozen=True)
class Branch:
    """Some of a list's rows, to which one index leads in the list's order: those of which `where` is true.

    With `each`, SQL of the few rows `where` speaks of, there is such a page for each of them.
    """

    where: str
    each: str = ""

    @property
    def condition(self) -> str:
        """The same asked of one row."""
        return f"exists (select from {self.each} where {self.where})" if self.each else self.where


@dataclass(frozen=True)
class Lead:
    """A filter that leads to its rows: a page is merged of one limited page for each branch, each read by its own index.

    Asked of one row, or beside another that leads, it is the condition `where`, or else that any branch has the row.
    """

    branches: tuple[Branch, ...]
    where: str = ""
    #: CTEs its branches read from, each found once however many read it: they stand at the beginning of the statement.
    given: str = ""
    #: Does it lead in the order of changes too? If not, `updated_since` does.
    to_changes: bool = True

    @property
    def condition(self) -> str:
        """What it asks of one row."""
        return self.where or f"({' or '.join(branch.condition for branch in self.branches)})"

    @property
    def is_plain(self) -> bool:
        """Is its one branch no more than a condition, which needs no merging?"""
        return len(self.branches) == 1 and not self.branches[0].each

    def of(self, name: str) -> "Lead":
        """The same with the value called by its name."""
        branches = [Branch(_named(branch.where, name), _named(branch.each, name)) for branch in self.branches]
        return replace(self, branches=tuple(branches), where=_named(self.where, name), given=_named(self.given, name))


def by(where: str, *, to_changes: bool = True) -> Lead:
    """A filter that one index leads to in the list's order: no other is asked to lead beside it."""
    return Lead((Branch(where),), to_changes=to_changes)


def at_each(column: str, values: str = "{}", kind: str = "uuid") -> Branch:
    """The rows of which `column` is one of these values (text of an array of this type): a page for each value."""
    return Branch(f"{column} = at_each.id", f"unnest({values}::{kind}[]) at_each (id)")


def of_several(asked: str | Lead) -> str | Lead:
    """The same filter for several values, of which a row has one. Raises `ValueError` for one that cannot take them."""
    if isinstance(asked, str):
        several = _several(asked)
        if several == asked:
            raise ValueError(f"takes one value: {asked}")
        return several
    condition = str(of_several(asked.where or asked.condition))
    if asked.is_plain and (found := OF_COLUMN.fullmatch(asked.branches[0].where)):
        return replace(asked, branches=(at_each(found["column"], kind=found["kind"] or "text"),), where=condition)
    branches = tuple(Branch(_several(branch.where), _several(branch.each)) for branch in asked.branches)
    return replace(asked, branches=branches, where=condition)


def _several(text: str) -> str:
    return ALONE.sub(r"{}::\g<kind>[]", EQUAL.sub(lambda found: f"= any({{}}::{found['kind'] or 'text'}[])", text))


def _named(text: str, name: str) -> str:
    return text.replace("{}", f"{{{name}}}")
