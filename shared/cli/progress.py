"""Progress on long work: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

console = Console(stderr=True)


@contextmanager
def steps(title: str, items: Sequence[str]) -> Iterator[Iterator[str]]:
    """Go through `items`, showing which one is at work."""
    columns = (TextColumn("{task.description:<36}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=len(items))

        def each() -> Iterator[str]:
            for item in items:
                progress.update(task, description=f"{title} {item}")
                yield item
                progress.advance(task)
                if not console.is_terminal:
                    console.print(f"{title} {item}: done")

        yield each()
