"""How the demonstration is shown: numbered steps, what was asked, what happened where, how long it took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from deploy.local.effects import Effects


class Report:
    """Written to standard output as the story goes on; progress goes to standard error."""

    def __init__(self) -> None:
        self.out = Console(file=sys.stdout, width=118, highlight=False)
        self.progress = Console(stderr=True)
        self.number = 0
        self.last_told = ""
        self.began = time.monotonic()

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show that something is under way: a spinner on a terminal, a line in a file."""
        if not self.progress.is_terminal:
            if what != self.last_told:
                self.progress.print(f"{what} …", soft_wrap=True)
            self.last_told = what
            yield
            return
        with self.progress.status(f"{what} …"):
            yield

    def title(self, text: str) -> None:
        """The headline."""
        self.out.print(f"\n[bold]{text}[/bold]")

    def step(self, text: str) -> None:
        """A numbered step."""
        self.number += 1
        self.out.print(f"\n[bold]{self.number}. {text}[/bold]")

    def asked(self, call: str, answer: str) -> None:
        """What was asked of the API and what it answered."""
        self.out.print(f"   → {call}  [dim]{answer}[/dim]")

    def line(self, text: str) -> None:
        """A fact."""
        self.out.print(f"     {text}", no_wrap=True, overflow="ellipsis", markup=False)

    def heard(self, name: str, subjects: list[str]) -> None:
        """What somebody found in their inbox."""
        for subject in subjects or ["nothing"]:
            self.out.print(
                f"     [cyan]{escape(name)}[/cyan] reads: {escape(subject)}", no_wrap=True, overflow="ellipsis"
            )

    def letter(self, mail: EmailMessage, lines: int) -> None:
        """The plain text of an e-mail, as far as so many lines."""
        body = mail.get_body(("plain",))
        text = str(body.get_content()).strip().splitlines() if body else []
        for line in text[:lines]:
            self.line(f"│ {line}")
        if len(text) > lines:
            self.line(f"│ … {len(text) - lines} lines more")

    def effects(self, effects: Effects, seconds: float) -> None:
        """What happened in which service, and the time from commit to last effect."""
        for service, types in effects.handled.items():
            if types:
                for place, (type_, count) in enumerate(sorted(types.items())):
                    name = service if place == 0 else ""
                    self.out.print(f"     [cyan]{name:<14}[/cyan] handled {count:>5} {type_.rpartition('.')[0]}")
        if effects.mails:
            self.out.print(f"     [cyan]{'':<14}[/cyan] mailed  {effects.mails:>5} messages")
        if effects.last_at is not None:
            self.out.print(f"     commit → last effect: {seconds:.2f} s")

    def table(self, heads: list[str], rows: list[list[str]]) -> None:
        """A small table; the first column is text, the others are numbers."""
        table = Table(*heads, box=None, padding=(0, 1), header_style="dim")
        for column in table.columns:
            column.no_wrap = True
        for column in table.columns[1:]:
            column.justify = "right"
        for row in rows:
            table.add_row(*row)
        self.out.print(table)

    def end(self) -> None:
        """The last line."""
        self.out.print(f"\nFinished in {time.monotonic() - self.began:.1f} s.\n")
