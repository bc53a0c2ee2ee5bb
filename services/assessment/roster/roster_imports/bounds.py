"""How large a bundle may be in every direction, so that a huge or hostile one costs nobody else anything."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, fields
from zipfile import ZipInfo

from services.assessment.roster.roster_imports.errors import (
    BundleCellTooLarge,
    BundlePackedTooTight,
    BundleTooLargeUnpacked,
    BundleTooManyCells,
    BundleTooManyFiles,
    BundleTooManyRows,
)
from shared.settings import Settings
from shared.texts.words import Words

# What packs well may be small: only from here on does it say something.
RATIO_FROM_BYTES = 10 << 20
# A row may be a few times as long as its longest cell.
CELLS_OF_FULL_LENGTH = 8


@dataclass(frozen=True)
class Bounds:
    """The most that is read of a bundle: files, unpacked bytes, how tight it is packed, rows of a file, cells, bytes of one."""

    files: int
    unpacked_bytes: int
    packed_times: int
    rows: int
    cells: int
    cell_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> "Bounds":
        """Those of an installation."""
        return cls(**{field.name: getattr(settings, f"max_roster_{field.name}") for field in fields(cls)})

    def check_files(self, number: int) -> None:
        """Raises `BundleTooManyFiles`."""
        if number > self.files:
            raise BundleTooManyFiles(Words(f"At most {self.files} files.", es=f"Como máximo {self.files} archivos."))

    def check_unpacked(self, size: int) -> None:
        """Raises `BundleTooLargeUnpacked`; `size` is that of all files."""
        if size > self.unpacked_bytes:
            most = self.unpacked_bytes
            raise BundleTooLargeUnpacked(Words(f"At most {most} bytes.", es=f"Como máximo {most} bytes."))

    def check_ratio(self, entry: ZipInfo, size: int) -> None:
        """Raises `BundlePackedTooTight`; `size` is what an entry unpacks to, as it says or as far as it was read."""
        if size > RATIO_FROM_BYTES and size > self.packed_times * max(entry.compress_size, 1):
            raise BundlePackedTooTight(
                Words(
                    f"Nothing that packs more than {self.packed_times} times is read: a roster does not.",
                    es=f"No se lee nada que se comprima más de {self.packed_times} veces: un registro escolar no lo hace.",
                )
            )

    def check_lines(self, name: str, lines: int) -> None:
        """Raises `BundleTooManyRows`; the header is no row."""
        if lines - 1 > self.rows:
            raise BundleTooManyRows(
                Words(
                    f"{name}: at most {self.rows} rows a file.",
                    es=f"{name}: como máximo {self.rows} filas por archivo.",
                )
            )

    def check_cells(self, file: str, number: int) -> None:
        """Raises `BundleTooManyCells`."""
        if number > self.cells:
            raise BundleTooManyCells(
                Words(
                    f"{file}.csv: at most {self.cells} columns.", es=f"{file}.csv: como máximo {self.cells} columnas."
                )
            )

    def cell_too_large(self, file: str, after: int) -> BundleCellTooLarge:
        """The refusal of a cell or row that is too long, `after` so many rows."""
        return BundleCellTooLarge(
            Words(
                f"{file}.csv, after row {after}: at most {self.cell_bytes} signs a cell. Is a quote amiss?",
                es=f"{file}.csv, después de la fila {after}: como máximo {self.cell_bytes} signos por celda. "
                "¿Sobra o falta una comilla?",
            )
        )

    def is_too_large(self, row: list[str]) -> bool:
        """Is a cell longer than any is?"""
        return max(map(len, row), default=0) > self.cell_bytes

    @property
    def row_signs(self) -> int:
        """How many signs a row, or a line of it, may have."""
        return self.cell_bytes * CELLS_OF_FULL_LENGTH


class TooLong(Exception):
    """A row goes on and on."""


class Lines:
    """The lines of a file, one that never ends cut short. `begin` says that a row begins; one of too many signs is `TooLong`."""

    def __init__(self, stream: io.TextIOBase, most: int) -> None:
        self._stream, self._most, self._left = stream, most, most

    def begin(self) -> int:
        """What comes now is another row. Returns how many signs the one before it has."""
        signs, self._left = self._most - self._left, self._most
        return signs

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._left + 1)
        if not line:
            raise StopIteration
        self._left -= len(line)
        if self._left < 0:
            raise TooLong
        return line
