"""A folder on disk or in an object store: one way to write, read, list and delete in both."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

_AT_ONCE = 16
"""Files that are brought to disk side by side."""


@dataclass(frozen=True, slots=True)
class Stored:
    """One file: its path below the location, its size, and when it was written (Unix seconds)."""

    path: str
    size: int
    at: float


class Storage:
    """The location of a warehouse: a path, or a URL such as `s3://bucket/folder`."""

    def __init__(self, location: str) -> None:
        self.is_local = "://" not in location
        root = Path(location).expanduser().resolve() if self.is_local else location.rstrip("/")
        self.root = str(root)

    def uri(self, path: str) -> str:
        """Return the address of a path below the location."""
        return f"{self.root}/{path}"

    @property
    def scratch(self) -> Path:
        """Return a folder on this machine for what is not finished."""
        if self.is_local:
            return Path(self.root) / "staging"
        name = hashlib.sha256(self.root.encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"adhelm-{name}"

    @contextmanager
    def writing(self, path: str, *, to_stay: bool = True) -> Iterator[Path]:
        """
        Hand out a local file; when the block ends well, it is at `path`, on disk to stay.

        Without `to_stay` it outlives this process, but not the machine, until it is `settle`d.
        """
        target = Path(self.uri(path)) if self.is_local else self.scratch / "up" / path
        temporary = target.with_name(f"{target.name}.part")
        temporary.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            self._settle(temporary, path, to_stay=to_stay)
        finally:
            with suppress(FileNotFoundError):
                temporary.unlink()

    def take_in(self, files: Mapping[Path, str]) -> None:
        """Put local files in their places, all of them on disk to stay on return."""
        if not self.is_local:
            for local, path in files.items():
                self._settle(local, path)
            return
        _fsync_all(files)
        for local, path in files.items():
            target = Path(self.uri(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            local.rename(target)
        _fsync_all({Path(self.uri(path)).parent for path in files.values()})

    def reading(self, path: str) -> IO[bytes]:
        """Open a file for reading."""
        if self.is_local:
            return Path(self.uri(path)).open("rb")
        opened: IO[bytes] = self._remote().open(self.uri(path), "rb")
        return opened

    def exists(self, path: str) -> bool:
        """Say whether there is such a file or folder."""
        if self.is_local:
            return Path(self.uri(path)).exists()
        return bool(self._remote().exists(self.uri(path)))

    def list(self, folder: str) -> Iterator[Stored]:
        """Yield every file below a folder."""
        if self.is_local:
            yield from self._list_local(Path(self.uri(folder)))
            return
        remote = self._remote()
        found = remote.find(self.uri(folder), detail=True)
        root = remote._strip_protocol(self.root)  # noqa: SLF001 - fsspec's own way to say it
        for key, about in found.items():
            yield Stored(key[len(root) + 1 :], int(about["size"]), _modified(about))

    def delete(self, path: str) -> None:
        """Delete a file; it may be gone already."""
        with suppress(FileNotFoundError):
            if self.is_local:
                Path(self.uri(path)).unlink()
            else:
                self._remote().rm_file(self.uri(path))

    def filesystem(self) -> Any:
        """Return the fsspec file system of an object store; None on local disk."""
        return None if self.is_local else self._remote()

    def settle(self, folders: Iterable[str]) -> None:
        """Bring the files right inside folders to disk to stay; a folder may be missing."""
        if not self.is_local:
            return
        there = [place for folder in folders if (place := Path(self.uri(folder))).is_dir()]
        _fsync_all([file for place in there for file in place.iterdir()])
        _fsync_all(there)

    def sync(self, path: str) -> None:
        """Bring a file that another part wrote, and its folder's entry, to disk."""
        if self.is_local:
            _fsync(Path(self.uri(path)))
            _fsync(Path(self.uri(path)).parent)

    def _settle(self, temporary: Path, path: str, *, to_stay: bool = True) -> None:
        if self.is_local:
            if to_stay:
                _fsync(temporary)
            temporary.rename(self.uri(path))
            if to_stay:
                _fsync(temporary.parent)
            return
        remote = self._remote()
        remote.makedirs(self.uri(path).rpartition("/")[0], exist_ok=True)
        remote.put_file(str(temporary), self.uri(path))

    def _list_local(self, folder: Path) -> Iterator[Stored]:
        for found in folder.rglob("*"):
            with suppress(FileNotFoundError):
                about = found.stat()
                if found.is_file():
                    path = found.relative_to(self.root).as_posix()
                    yield Stored(path, about.st_size, about.st_mtime)

    def _remote(self) -> Any:
        import fsspec

        return fsspec.core.url_to_fs(self.root)[0]


def safe(part: str) -> str:
    """Return a text as a piece of a path: readable, of one meaning, the same on every system."""
    if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", part):
        return part
    readable = re.sub(r"[^A-Za-z0-9_-]+", "_", part)[:40]
    # The point tells it from a text that needed no change.
    return f"{readable}.{hashlib.sha256(part.encode()).hexdigest()[:12]}"


def remove_tree(folder: Path) -> None:
    """Delete a folder and what is in it; it may be gone already."""
    shutil.rmtree(folder, ignore_errors=True)


def _modified(about: dict[str, Any]) -> float:
    for key in ("mtime", "LastModified", "updated", "last_modified", "created"):
        if (value := about.get(key)) is not None:
            return float(value.timestamp() if hasattr(value, "timestamp") else value)
    return 0.0


def _fsync_all(paths: Collection[Path]) -> None:
    """Bring files to disk at once: waiting for one after the other takes many times longer."""
    if len(paths) <= 1:
        for path in paths:
            _fsync(path)
        return
    with ThreadPoolExecutor(min(len(paths), _AT_ONCE)) as pool:
        for _ in pool.map(_fsync, paths):
            pass


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
