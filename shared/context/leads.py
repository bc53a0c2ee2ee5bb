"""What leads a page to its rows: filters whose answer lies in several places, each in the list's order by an index.

Whoever sees some schools' tasks, their own and those of whom they act for sees no stretch of any one index. Asked as a
condition, the list would be walked past everything they do not see; read branch by branch, it costs what a page costs.
"""

from dataclasses import dataclass, replace


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
        return replace(self, branches=tuple(branches), where=_named(self.where, name))


def by(where: str, *, to_changes: bool = True) -> Lead:
    """A filter that one index leads to in the list's order: no other is asked to lead beside it."""
    return Lead((Branch(where),), to_changes=to_changes)


def at_each(column: str, values: str = "{}") -> Branch:
    """The rows of which `column` is one of these values (text of a uuid[]): a page for each value."""
    return Branch(f"{column} = at_each.id", f"unnest({values}::uuid[]) at_each (id)")


def _named(text: str, name: str) -> str:
    return text.replace("{}", f"{{{name}}}")
