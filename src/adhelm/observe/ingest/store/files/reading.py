"""Reads bytes in pieces: hashes them, copies them up to a limit, notices that a file changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from adhelm.observe.ingest.types import FileTooLarge, FileUnreadable

_PIECE = 1024**2


def sha256_of(path: Path) -> str:
    """
    Return the SHA-256 of a file's bytes, in hex.

    :raises FileUnreadable: if it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            for piece in pieces(stream):
                digest.update(piece)
    except OSError as error:
        raise unreadable(str(path), error) from error
    return digest.hexdigest()


def mark(path: Path) -> tuple[int, int]:
    """Return what changes whenever a file is written: its size and its time of change."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def copy_bounded(stream: IO[bytes], to: Path, *, name: str, limit: int) -> None:
    """
    Copy a stream into a file.

    :raises FileTooLarge: if it is longer than `limit` bytes.
    """
    written = 0
    with to.open("wb") as target:
        for piece in pieces(stream):
            written += len(piece)
            if written > limit:
                raise too_large(name, None, limit)
            target.write(piece)


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream's bytes in pieces of a megabyte."""
    while piece := stream.read(_PIECE):
        yield piece


def too_large(name: str, size: int | None, limit: int) -> FileTooLarge:
    """Return the error for a file that is larger than `limit` bytes."""
    found = f"is {size:,} bytes" if size is not None else f"is more than {limit:,} bytes"
    return FileTooLarge(
        f"{name}: the file {found}, the limit is {limit:,}",
        hint="export a shorter date range, or raise ADHELM_IMPORTS__MAX_BYTES",
        file=name,
        limit=limit,
    )


def unreadable(name: str, error: OSError) -> FileUnreadable:
    """Return the error for a file that the system does not let us read."""
    return FileUnreadable(
        f"{name}: {error.strerror or error}", hint="check its permissions", file=name
    )
