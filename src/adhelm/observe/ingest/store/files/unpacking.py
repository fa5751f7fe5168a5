"""Unpacks zip, gzip and tar into a folder, a piece at a time, within a budget."""

from __future__ import annotations

import gzip
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from adhelm.observe.ingest.logic.archives import Budget, member_path, refuse_link
from adhelm.observe.ingest.store.files.reading import pieces
from adhelm.observe.ingest.types import ArchiveDamaged, ArchiveLocked

_HEAD = 265
_TAR_AT = 257
_WORKBOOK_PARTS = {"[Content_Types].xml", "mimetype"}
_ENCRYPTED = 0x1


def packed_as(path: Path) -> str | None:
    """Return 'zip', 'gzip', 'tar' or 'workbook' (a zip that is one table) by the first bytes."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar":
        return "tar"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "workbook" if _is_workbook(path) else "zip"
    return None


def unpack(path: Path, kind: str, *, name: str, into: Path, budget: Budget) -> None:
    """
    Unpack an archive into the folder `into`; a workbook is only checked.

    :raises ArchiveBomb: if it expands to more than the budget.
    :raises ArchiveEscapes: if a member is a link or would leave the folder.
    :raises ArchiveLocked: if it needs a password.
    :raises ArchiveDamaged: if it cannot be unpacked to its end.
    """
    unpackers = {"zip": _unzip, "gzip": _gunzip, "tar": _untar, "workbook": _check_workbook}
    with _readable(name):
        unpackers[kind](path, name, into, budget)


def _unzip(path: Path, name: str, into: Path, budget: Budget) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        targets = [(info, _zip_target(info, name, into)) for info in members]
        for info, target in targets:
            with archive.open(info) as stream:
                _write(stream, target, budget)


def _zip_target(info: zipfile.ZipInfo, name: str, into: Path) -> Path:
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveLocked(
            f"{name}: '{info.filename}' needs a password",
            hint="unpack it yourself and import the files",
        )
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        refuse_link(name, info.filename)
    return into / member_path(name, info.filename)


def _gunzip(path: Path, name: str, into: Path, budget: Budget) -> None:
    packed = Path(name).name
    inner = f"{packed[:-4]}.tar" if packed.lower().endswith(".tgz") else packed.removesuffix(".gz")
    with gzip.open(path) as opened:
        stream = cast("IO[bytes]", opened)
        _write(stream, into / (inner or "file"), budget)


def _untar(path: Path, name: str, into: Path, budget: Budget) -> None:
    # Unpacking a tar makes nothing larger, so only its files count; a sparse one might.
    with tarfile.open(path, "r:") as archive:
        members = [member for member in archive if not member.isdir()]
        for member in members:
            if not member.isreg() or member.issparse():
                refuse_link(name, member.name)
        targets = [(member, into / member_path(name, member.name)) for member in members]
        for member, target in targets:
            stream = archive.extractfile(member)
            if stream is not None:
                _write(stream, target, budget, expands=False)


def _check_workbook(path: Path, _name: str, _into: Path, budget: Budget) -> None:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            budget.file()
            with archive.open(info) as stream:
                for piece in pieces(stream):
                    budget.expand(len(piece))


def _write(stream: IO[bytes], target: Path, budget: Budget, *, expands: bool = True) -> None:
    budget.file()
    target.parent.mkdir(parents=True, exist_ok=True)
    # "x": a second member of the same name must not replace the first one unseen.
    with target.open("xb") as written:
        for piece in pieces(stream):
            budget.expand(len(piece) if expands else 0)
            written.write(piece)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return bool(_WORKBOOK_PARTS.intersection(archive.namelist()))
    except zipfile.BadZipFile:
        return False


@contextmanager
def _readable(archive: str) -> Iterator[None]:
    broken = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError)
    try:
        yield
    except (*broken, NotImplementedError, RuntimeError) as error:
        raise ArchiveDamaged(
            f"{archive}: the archive cannot be unpacked: {error}",
            hint="download or export it again; nothing of it was loaded",
            archive=archive,
        ) from error
