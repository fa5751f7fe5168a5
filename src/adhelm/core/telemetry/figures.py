"""Figures that outlive their process: each is in a file of its place, in Prometheus' own format.

Written value by value and never mapped into memory: where the disk is full, a mapped page kills
the process that touches it, and figures are not worth that.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from threading import Lock
from typing import Any

from adhelm.core.telemetry.slots import Slots

_HEAD = 8
_ENTRY_HEAD = 4
_VALUE = struct.Struct("dd")
_NUMBER = struct.Struct("i")


def value_class(folder: Path, slots: Slots) -> type[Any]:
    """Return the class that Prometheus' counters and histograms keep their numbers in."""
    files = _Files(folder, slots)

    class KeptValue:
        """One number, under the names that the library gives it."""

        _multiprocess = True

        def __init__(self, typ: str, *names: Any, **_: object) -> None:
            from prometheus_client.mmap_dict import mmap_key

            self._kind, self._key = typ, mmap_key(*names)
            self.inc(0)

        def inc(self, amount: float) -> None:
            """Add to the number."""
            files.add(self._kind, self._key, amount)

        def get(self) -> float:
            """Return the number, what was counted in this place before included."""
            return files.get(self._kind, self._key)

        def get_exemplar(self) -> None:
            """Return no example: none is kept."""

    return KeptValue


def readable(folder: Path) -> list[str]:
    """Return the files in a folder that are whole."""
    return [str(path) for path in sorted(folder.glob("*.db")) if _read(path) is not None]


class _Files:
    """The files of this process's place, one for each kind of number."""

    def __init__(self, folder: Path, slots: Slots) -> None:
        self._folder = folder
        self._slots = slots
        self._lock = Lock()
        self._open: dict[str, _File] = {}
        self._waiting: dict[tuple[str, str], float] = {}
        self._owner = 0

    def add(self, kind: str, key: str, amount: float) -> None:
        with self._lock:
            waiting = self._waiting.pop((kind, key), 0.0) + amount
            try:
                file = self._of(kind)
            except OSError:
                # Not even a file can be made: counting must not stop what is counted.
                self._waiting[kind, key] = waiting
            else:
                file.add(key, waiting)

    def get(self, kind: str, key: str) -> float:
        with self._lock:
            return self._of(kind).values.get(key, 0.0) + self._waiting.get((kind, key), 0.0)

    def _of(self, kind: str) -> _File:
        if self._owner != os.getpid():
            # New, or forked from another that goes on counting in its own place.
            for file in self._open.values():
                file.close()
            self._open.clear()
            self._waiting.clear()
            self._owner = os.getpid()
        if kind not in self._open:
            self._open[kind] = _File(self._folder / f"{kind}_{self._slots.mine()}.db")
        return self._open[kind]


class _File:
    """The numbers of one kind: right in memory, and on disk as soon as it takes them."""

    def __init__(self, path: Path) -> None:
        found = _read(path)
        if found is None:
            # What a machine that lost its power left half written, or nothing.
            found = ({}, {}, _HEAD)
            fresh = path.with_suffix(".new")
            fresh.write_bytes(_NUMBER.pack(_HEAD) + bytes(_HEAD - _NUMBER.size))
            fresh.replace(path)
        self.values, self._places, self._used = found
        self._handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)

    def add(self, key: str, amount: float) -> None:
        self.values[key] = self.values.get(key, 0.0) + amount
        try:
            if key not in self._places:
                self._append(key)
            self._write(_VALUE.pack(self.values[key], 0.0), self._places[key])
        except OSError:
            # The next sum that the disk takes has this one in it.
            return

    def close(self) -> None:
        os.close(self._handle)

    def _append(self, key: str) -> None:
        encoded = key.encode()
        padded = encoded + b" " * (8 - (len(encoded) + _ENTRY_HEAD) % 8)
        entry = _NUMBER.pack(len(encoded)) + padded + _VALUE.pack(0.0, 0.0)
        self._write(entry, self._used)
        self._write(_NUMBER.pack(self._used + len(entry)), 0)
        self._places[key] = self._used + _ENTRY_HEAD + len(padded)
        self._used += len(entry)

    def _write(self, content: bytes, place: int) -> None:
        if os.pwrite(self._handle, content, place) != len(content):
            raise OSError("the disk is full")


def _read(path: Path) -> tuple[dict[str, float], dict[str, int], int] | None:
    from prometheus_client.mmap_dict import MmapedDict

    try:
        found = list(MmapedDict.read_all_values_from_file(str(path)))  # type: ignore[no-untyped-call]
        used = _NUMBER.unpack(path.read_bytes()[: _NUMBER.size])[0]
    except (OSError, RuntimeError, UnicodeDecodeError, struct.error, ValueError):
        return None
    if used < _HEAD:
        return None
    values = {key: value for key, value, _, _ in found}
    return values, {key: place for key, _, _, place in found}, used
