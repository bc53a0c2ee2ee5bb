"""Where files lie: under their district, by the SHA-256 of their bytes. Written aside, synced, then put in place at once.

Districts share no bytes: nobody learns from a quick upload that a neighbour has the same file.
"""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar
from uuid import UUID

from shared.files.errors import FilesUnavailable
from shared.ids import new_id
from shared.logging import log, where
from shared.settings import Settings
from shared.texts.words import Words

BLOCK = 1_000_000
BATCH = 1_000
RETRY = {"Retry-After": "60"}

T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """A file that was handed in and lies aside until it is kept."""

    path: Path
    size: int
    sha256: str


class Store:
    """The files of one service, under `files_dir`. Every trouble with the disk is `FilesUnavailable`."""

    def __init__(self, settings: Settings) -> None:
        if not settings.files_dir:
            raise FilesUnavailable(
                Words(
                    "No place for files is set up here (FILES_DIR).",
                    es="Aquí no está configurado un lugar para los archivos (FILES_DIR).",
                )
            )
        self.folder = Path(settings.files_dir)
        self.aside = self.folder / "incoming"
        self.put_by = self.folder / "removed"

    @asynccontextmanager
    async def take_in(self, body: AsyncIterator[bytes]) -> AsyncIterator[Taken]:
        """Write a body aside, holding no more of it than a block; afterwards nothing is left there."""
        path = self.aside / new_id().hex
        try:
            size, digest = await self._write(body, path)
            yield Taken(path, size, digest)
        finally:
            with suppress(OSError):
                await asyncio.to_thread(path.unlink, missing_ok=True)

    async def keep(self, district_id: UUID, taken: Taken) -> None:
        """Put it in its place, synced to disk; bytes that lie there already are the same."""

        def place() -> None:
            target = self._path(district_id, taken.sha256)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            taken.path.replace(target)
            for folder in (target.parent, target.parent.parent, self.folder):
                _sync(folder)

        await _on_disk(place)

    async def stream(self, district_id: UUID, sha256: str) -> AsyncIterator[bytes]:
        """The bytes, a block at a time; the file is opened now, so that a later removal does not cut it short."""
        stream = await _on_disk(lambda: self._path(district_id, sha256).open("rb"))
        return _blocks(stream)

    def kept(self) -> Iterator[tuple[UUID, list[str]]]:
        """What lies here, by district, in batches."""
        for folder in sorted(self.folder.glob("????????-????-????-????-????????????")):
            names = (path.name for path in folder.glob("??/*"))
            while batch := list(islice(names, BATCH)):
                yield UUID(folder.name), batch

    def remove(self, district_id: UUID, sha256: str) -> None:
        """Put bytes by that nothing needs; `forget` deletes them later, so that a mistaken database costs no file."""
        self.put_by.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileNotFoundError):
            removed = self._path(district_id, sha256).rename(self.put_by / f"{district_id}.{sha256}")
            os.utime(removed)

    def forget(self, unfinished_before: float, removed_before: float) -> None:
        """Delete what a process that ended in the middle left aside, and what was put by, before moments (Unix time)."""
        for folder, before in ((self.aside, unfinished_before), (self.put_by, removed_before)):
            for path in folder.glob("*"):
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < before:
                        path.unlink()

    async def _write(self, body: AsyncIterator[bytes], path: Path) -> tuple[int, str]:
        size, digest, waiting = 0, hashlib.sha256(), bytearray()
        stream = await _on_disk(lambda: self._open_aside(path))
        with _closing(stream):
            async for block in body:
                size += len(block)
                waiting += block
                if len(waiting) >= BLOCK:
                    await _on_disk(_appending(stream, digest.update, bytes(waiting)))
                    waiting.clear()
            await _on_disk(_appending(stream, digest.update, bytes(waiting)))
            await _on_disk(lambda: os.fsync(stream.fileno()))
        return size, digest.hexdigest()

    def _open_aside(self, path: Path) -> BinaryIO:
        self.aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)

    def _path(self, district_id: UUID, sha256: str) -> Path:
        return self.folder / str(district_id) / sha256[:2] / sha256


async def _on_disk(work: Callable[[], T]) -> T:
    """Do something with the disk off the event loop. Raises `FilesUnavailable`."""
    try:
        return await asyncio.to_thread(work)
    except OSError as error:
        log.error("files_unavailable", error_class=type(error).__name__, where=where(error))
        raise FilesUnavailable(
            Words("Try again later; nothing was changed.", es="Inténtelo más tarde; no se modificó nada."),
            headers=RETRY,
        ) from None


def _appending(stream: BinaryIO, update: Callable[[bytes], None], block: bytes) -> Callable[[], None]:
    def append() -> None:
        update(block)
        left = memoryview(block)
        while left:
            left = left[stream.write(left) :]

    return append


@contextmanager
def _closing(stream: BinaryIO) -> Iterator[None]:
    try:
        yield
    finally:
        with suppress(OSError):
            stream.close()


async def _blocks(stream: BinaryIO) -> AsyncIterator[bytes]:
    with _closing(stream):
        while block := await asyncio.to_thread(stream.read, BLOCK):
            yield block


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
