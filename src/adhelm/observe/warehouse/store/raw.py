"""The landing of files as received: compressed, named by the hash of their content."""

from __future__ import annotations

import hashlib
import uuid
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from typing import IO, TYPE_CHECKING

import sqlalchemy as sa

from adhelm.core.errors import NotFound
from adhelm.observe.warehouse.store.handle import Warehouse
from adhelm.observe.warehouse.store.storage import safe
from adhelm.observe.warehouse.tables import RAW
from adhelm.observe.warehouse.types import Landed

if TYPE_CHECKING:
    import pyarrow as pa

_BLOCK = 1 << 22


class UnknownRaw(NotFound):
    """No file of this content ever landed here."""

    code = "warehouse.unknown_raw"


def keep(warehouse: Warehouse, workspace_id: str, path: Path) -> Landed:
    """Keep a file as it is; the same bytes twice are one file."""
    storage = warehouse.storage
    now = warehouse.clock.now()
    folder = f"raw/{safe(workspace_id)}/{now:%Y-%m-%d}"
    packed = storage.scratch / f"{uuid.uuid4().hex}.zst"
    packed.parent.mkdir(parents=True, exist_ok=True)
    try:
        sha256, size = _pack(path, packed, workers=warehouse.threads)
        if (known := _find(warehouse, workspace_id, sha256)) and storage.exists(known):
            return Landed(sha256, size, storage.uri(known), known=True)
        target = f"{folder}/{sha256}{_suffix(path)}.zst"
        with storage.writing(target) as final:
            packed.rename(final)
    finally:
        packed.unlink(missing_ok=True)
    with warehouse.database.durable() as connection:
        mine = (RAW.c.workspace_id == workspace_id) & (RAW.c.sha256 == sha256)
        connection.execute(sa.delete(RAW).where(mine))
        row = {"workspace_id": workspace_id, "sha256": sha256, "path": target}
        connection.execute(sa.insert(RAW).values(**row, bytes=size, landed_at=now))
    return Landed(sha256, size, storage.uri(target))


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


def _pack(source: Path, target: Path, *, workers: int) -> tuple[str, int]:
    """Hash and compress a file; its blocks are frames of their own, so that all cores have work."""
    import pyarrow as pa

    digest = hashlib.sha256()
    size = 0
    # Few blocks, used again and again: memory that was never touched costs more than the hash.
    blocks = cycle([bytearray(_BLOCK) for _ in range(workers + 2)])
    frames: deque[Future[pa.Buffer]] = deque()
    with (
        ThreadPoolExecutor(workers) as pool,
        source.open("rb", buffering=0) as handle,
        target.open("wb") as packed,
    ):
        while count := handle.readinto(block := next(blocks)):
            filled = memoryview(block)[:count]
            frames.append(pool.submit(pa.compress, filled, "zstd"))
            digest.update(filled)
            size += count
            if len(frames) > workers:
                packed.write(frames.popleft().result())
        for frame in frames:
            packed.write(frame.result())
    return digest.hexdigest(), size


def _suffix(path: Path) -> str:
    return f".{safe(path.suffix[1:])}" if path.suffix else ""
