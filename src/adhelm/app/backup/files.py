"""Files copied for good: hashed on the way, on disk before they count."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from adhelm.app.backup.manifest import Member

_BLOCK = 1 << 20


def copied(source: IO[bytes], target: Path, *, name: str) -> Member:
    """Write what a source holds to a new file, readable by its owner alone; say what it was."""
    hashed, size = hashlib.sha256(), 0
    with writing(target) as out:
        while block := source.read(_BLOCK):
            out.write(block)
            hashed.update(block)
            size += len(block)
    return Member(name, size, hashed.hexdigest())


@contextmanager
def writing(target: Path) -> Iterator[IO[bytes]]:
    """Open a new file whose content is on disk when the block ends."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        yield out
        out.flush()
        os.fsync(out.fileno())


def settle(folder: Path) -> None:
    """Bring the entries of a folder, and of all below it, to disk."""
    for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        handle = os.open(place, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
