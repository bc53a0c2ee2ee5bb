"""`throughline …` some time ago: a district's half year is told through its API, which takes no day that has passed."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from shared import clock

#: The file that says how many seconds ago it is.
FILE = "SANDBOX_PAST"


def set_back(file: Path, by: timedelta) -> None:
    """How long ago it is from now on, for every process that lives by this file."""
    half = file.with_suffix(".half")
    half.write_text(str(by.total_seconds()))
    half.rename(file)


@contextmanager
def lived(file: Path) -> Iterator[None]:
    """This process lives as long ago as the file says, whenever it looks."""
    now = time.time

    def then() -> float:
        return now() - float(file.read_text())

    def earlier() -> datetime:
        return datetime.fromtimestamp(then(), UTC)

    with mock.patch.object(time, "time", then), mock.patch.object(clock, "now", earlier):
        yield


if __name__ == "__main__":
    from shared.cli.main import app

    with lived(Path(os.environ[FILE])):
        app()
