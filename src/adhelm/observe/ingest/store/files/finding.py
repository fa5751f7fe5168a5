"""Finds the plain files behind what a person named, in a stable order, one at a time."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import IO

from adhelm.core.errors import AdhelmError
from adhelm.observe.ingest.logic.archives import Budget
from adhelm.observe.ingest.store.files.reading import copy_bounded, too_large, unreadable
from adhelm.observe.ingest.store.files.unpacking import packed_as, unpack
from adhelm.observe.ingest.types import FileEscapes, FileMissing, Limits, TooManyFiles

_TABLES = (
    ".csv", ".tsv", ".tab", ".txt", ".json", ".ndjson", ".jsonl", ".parquet", ".pq",
    ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".zip", ".gz", ".tgz", ".tar",
)  # fmt: skip
_STDIN = "-"
_OURS = frozenset({"adhelm.db", "adhelm.toml", "_delta_log"})
"""In a home of ours, or a table of a warehouse: results, never exports."""


@dataclass(frozen=True, slots=True)
class Found:
    """One plain file to import, or why there is none."""

    name: str
    """As the person knows it: `folder/export.zip/january.csv`."""
    path: Path
    error: AdhelmError | None = None
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """Something that may be a plain file, an archive, or a stream."""

    name: str
    path: Path
    error: AdhelmError | None = None
    inside: bool = False
    """Found in a folder or an archive, not named by the person."""


def find(
    paths: Sequence[str], *, limits: Limits, stdin: IO[bytes] | None = None, called: str = ""
) -> Generator[Found]:
    """
    Yield the plain files behind paths, folders, globs, `-` and archives.

    `called`: what people know a file by that lies elsewhere.

    A file that was unpacked is there until the next one is asked for.
    """
    with tempfile.TemporaryDirectory(prefix="adhelm-import-") as temporary:
        for number, path in enumerate(paths):
            folder = Path(temporary) / str(number)
            folder.mkdir()
            for named in _named(path, folder, limits, stdin):
                place = replace(named, name=called) if called else named
                yield from _found(place, folder, limits)


def is_table(name: str) -> bool:
    """Say whether a file may be a table, or an archive of tables, by its name."""
    return PurePath(name).suffix.lower() in _TABLES


def _named(path: str, folder: Path, limits: Limits, stdin: IO[bytes] | None) -> Iterator[_Place]:
    if path == _STDIN and stdin is not None:
        yield _copied(stdin, folder / "stdin", "stdin", limits)
    elif Path(path).exists():
        yield from _below(Path(path), limits)
    elif matches := sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 - a person's pattern
        for match in matches:
            yield from _below(Path(match), limits)
    else:
        hint = "nothing matches the pattern" if glob.has_magic(path) else "check the path"
        missing = FileMissing(f"there is no file '{path}'", hint=hint, file=path)
        yield _Place(path, Path(path), missing)


def _below(path: Path, limits: Limits) -> Iterator[_Place]:
    if path.is_dir():
        yield from _in_folder(path, limits)
    else:
        yield _Place(str(path), path)


def _in_folder(folder: Path, limits: Limits) -> Iterator[_Place]:
    root = folder.resolve()
    for count, file in enumerate(_walk(folder), start=1):
        if count > limits.max_files:
            hint = "import its folders one by one, or raise ADHELM_IMPORTS__MAX_FILES"
            many = TooManyFiles(f"{folder}: more than {limits.max_files} files", hint=hint)
            yield _Place(str(folder), folder, many)
            return
        leaves = not file.resolve().is_relative_to(root)
        yield _Place(str(file), file, _escape(file) if leaves else None, inside=True)


def _walk(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        if not _OURS.isdisjoint([*files, *folders]):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        yield from (Path(where, name) for name in sorted(files) if not _is_hidden(name))


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _escape(file: Path) -> AdhelmError:
    return FileEscapes(
        f"{file}: the link leads out of the folder",
        hint="import the file it leads to by its own path",
        file=str(file),
    )


def _found(
    place: _Place, folder: Path, limits: Limits, *, budget: Budget | None = None, depth: int = 0
) -> Iterator[Found]:
    """Yield the one plain file, or those of the archive; an error becomes a `Found` of its own."""
    if place.error is None and place.inside and not is_table(place.path.name):
        yield Found(place.name, place.path, skipped=True)
        return
    with tempfile.TemporaryDirectory(dir=folder) as temporary:
        into = Path(temporary)
        try:
            opened = _opened(place, into, limits, budget, depth)
        except AdhelmError as error:
            yield Found(place.name, place.path, error=error)
            return
        if opened.kind is None:
            yield Found(place.name, opened.path)
            return
        for inner in _members(place, opened.kind, into):
            yield from _found(inner, folder, limits, budget=opened.budget, depth=depth + 1)


@dataclass(frozen=True, slots=True)
class _Opened:
    path: Path
    budget: Budget
    kind: str | None = None
    """How it was packed; None for a plain file."""


def _opened(
    place: _Place, into: Path, limits: Limits, budget: Budget | None, depth: int
) -> _Opened:
    if place.error is not None:
        raise place.error
    try:
        path = place.path if place.path.is_file() else _piped(place, into, limits)
        size = path.stat().st_size
        kind = packed_as(path) if size <= limits.max_bytes else None
    except OSError as error:
        raise unreadable(place.name, error) from error
    if size > limits.max_bytes:
        raise too_large(place.name, size, limits.max_bytes)
    spent = budget or Budget(place.name, size, limits)
    if kind is None:
        return _Opened(path, spent)
    spent.descend(depth)
    unpack(path, kind, name=place.name, into=into, budget=spent)
    return _Opened(path, spent, None if kind == "workbook" else kind)


def _members(place: _Place, kind: str, into: Path) -> Iterator[_Place]:
    for file in _walk(into):
        if kind == "gzip":
            yield _Place(place.name.removesuffix(".gz"), file)
        else:
            yield _Place(f"{place.name}/{file.relative_to(into)}", file, inside=True)


def _piped(place: _Place, into: Path, limits: Limits) -> Path:
    target = into.parent / f"{into.name}-pipe"
    with place.path.open("rb") as stream:
        copied = _copied(stream, target, place.name, limits)
    if copied.error is not None:
        raise copied.error
    return copied.path


def _copied(stream: IO[bytes], to: Path, name: str, limits: Limits) -> _Place:
    try:
        copy_bounded(stream, to, name=name, limit=limits.max_bytes)
    except AdhelmError as error:
        return _Place(name, to, error)
    return _Place(name, to)
