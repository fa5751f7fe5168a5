"""The landing of files as received: compressed, named by the hash of their content."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event
from typing import IO

import sqlalchemy as sa

from adhelm.core.errors import NotFound
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.staging import scratch_folder
from adhelm.observe.warehouse.store.storage import safe
from adhelm.observe.warehouse.tables import RAW
from adhelm.observe.warehouse.types import Landed

_BLOCK = 1 << 22


class UnknownRaw(NotFound):
    """No file of this content ever landed here."""

    code = "warehouse.unknown_raw"


class Landing:
    """A file whose hash is known, and whose bytes are being kept beside other work."""

    def __init__(self, landed: Landed, settle: Callable[[], bool]) -> None:
        self.landed = landed
        self._settle = settle
        self._kept: bool | None = None

    def wait(self) -> bool:
        """Return when the bytes are on disk to stay; False, and nothing kept, if they changed."""
        if self._kept is None:
            self._kept = self._settle()
        return self._kept


@contextmanager
def landing(warehouse: Warehouse, workspace_id: str, path: Path) -> Iterator[Landing]:
    """Hash a file and meanwhile pack it, to be kept as it is; the same bytes twice are one file."""
    storage = warehouse.storage
    needless = Event()
    before = _mark(path)
    with ExitStack() as at_the_end:
        folder = at_the_end.enter_context(scratch_folder(warehouse, f"raw_{uuid.uuid4().hex}"))
        packed = folder / "packed.zst"
        beside = at_the_end.enter_context(ThreadPoolExecutor(1))
        at_the_end.callback(needless.set)
        packing = beside.submit(_pack, path, packed, needless)
        sha256, size = _hash(path)
        there = _find(warehouse, workspace_id, sha256)
        known = there is not None and storage.exists(there)
        if known:
            needless.set()
        target = there if there and known else _target(warehouse, workspace_id, path, sha256)
        landed = Landed(sha256, size, storage.uri(target), known=known)

        def settle() -> bool:
            packing.result()
            unchanged = _mark(path) == before
            if unchanged and not known:
                _settle(warehouse, workspace_id, packed, target, landed)
            return unchanged

        yield Landing(landed, settle)


def open_kept(warehouse: Warehouse, workspace_id: str, sha256: str) -> IO[bytes]:
    """
    Open a landed file, unpacked as it is read.

    :raises UnknownRaw: if nothing of that hash landed in the workspace.
    """
    import pyarrow as pa

    path = _find(warehouse, workspace_id, sha256)
    if path is None or not warehouse.storage.exists(path):
        raise UnknownRaw(
            f"no file with the hash {sha256[:12]}… has landed", hint="import the file again"
        )
    opened: IO[bytes] = pa.CompressedInputStream(warehouse.storage.reading(path), "zstd")
    return opened


def _find(warehouse: Warehouse, workspace_id: str, sha256: str) -> str | None:
    query = sa.select(RAW.c.path).where(RAW.c.workspace_id == workspace_id, RAW.c.sha256 == sha256)
    with warehouse.database.reading() as connection:
        path: str | None = connection.scalar(query)
    return path


def _target(warehouse: Warehouse, workspace_id: str, path: Path, sha256: str) -> str:
    day = warehouse.clock.now().strftime("%Y-%m-%d")
    return f"raw/{safe(workspace_id)}/{day}/{sha256}{_suffix(path)}.zst"


def _settle(
    warehouse: Warehouse, workspace_id: str, packed: Path, target: str, landed: Landed
) -> None:
    with warehouse.storage.writing(target) as final:
        packed.rename(final)
    with warehouse.database.durable() as connection:
        mine = (RAW.c.workspace_id == workspace_id) & (RAW.c.sha256 == landed.sha256)
        connection.execute(sa.delete(RAW).where(mine))
        row = {"workspace_id": workspace_id, "sha256": landed.sha256, "path": target}
        now = warehouse.clock.now()
        connection.execute(sa.insert(RAW).values(**row, bytes=landed.size, landed_at=now))


def _mark(path: Path) -> tuple[int, int]:
    about = path.stat()
    return about.st_size, about.st_mtime_ns


def _hash(path: Path) -> tuple[str, int]:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        return digest, handle.tell()


def _pack(source: Path, target: Path, needless: Event) -> None:
    """Compress a file in blocks, each a frame of its own."""
    import pyarrow as pa

    # One block, used again and again: memory that was never touched is dear.
    block = memoryview(bytearray(_BLOCK))
    with source.open("rb", buffering=0) as handle, target.open("wb") as packed:
        while (count := handle.readinto(block)) and not needless.is_set():
            packed.write(pa.compress(block[:count], "zstd"))


def _suffix(path: Path) -> str:
    return f".{safe(path.suffix[1:])}" if path.suffix else ""
