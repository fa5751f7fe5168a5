"""Bytes to text: which encoding a file has, its first characters, a UTF-8 copy of it."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from adhelm.core.errors import Invalid

HEAD = 1 << 18
_CHUNK = 1 << 17
_CUT_OFF = ("truncated data", "unexpected end of data", "incomplete multibyte sequence")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class EmptyFile(Invalid):
    """The file holds nothing."""

    code = "file.empty"


class Undecodable(Invalid):
    """Some bytes of the file are no text in its encoding."""

    code = "file.undecodable"


class TruncatedFile(Invalid):
    """The file ends in the middle of something."""

    code = "file.truncated"


def read_head(path: Path) -> bytes:
    """
    Return the first bytes of a file.

    :raises EmptyFile: if there are none but blanks.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.replace(b"\x00", b"").strip(b"\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise EmptyFile(f"{path.name} is empty", hint="export it again with rows in it")
    return head


def encoding_of(head: bytes, known_words: Callable[[str], int]) -> str:
    """Return the encoding; `known_words` counts the header words that a text holds."""
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if wide := _utf16_without_bom(head):
        return wide
    if _decodes(head, "utf-8"):
        return "utf-8"
    return best_of(head, known_words, ("cp1252", "cp932", "latin-1"))


def best_of(head: bytes, known_words: Callable[[str], int], names: tuple[str, ...]) -> str:
    """Return the encoding under which most header words are known; the first of equals."""
    able = [name for name in names if _decodes(head, name)]
    return max(able, key=lambda name: known_words(decode_head(head, name)))


def decode_head(head: bytes, encoding: str) -> str:
    """
    Return the text of a file's head; a character cut at its end is left out.

    :raises Undecodable: if the bytes are no text in `encoding`.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(head).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Undecodable(
            f"byte {error.start} of the file is no {encoding}", hint="save it as UTF-8"
        ) from error


def write_utf8(path: Path, encoding: str, to: Path) -> None:
    """
    Copy a text file as UTF-8 without a byte order mark, holding one block at a time.

    :raises TruncatedFile: if it ends inside a character.
    :raises Undecodable: if some bytes are no text in `encoding`.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as source, to.open("wb") as target:
        try:
            while block := source.read(_CHUNK):
                text = decoder.decode(block)
                target.write((text.removeprefix("\ufeff") if not done else text).encode())
                done += len(block)
            decoder.decode(b"", final=True)
        except (UnicodeDecodeError, UnicodeEncodeError) as error:
            raise _undecodable(path, encoding, done, error) from error


def is_utf8(path: Path) -> bool:
    """
    Say whether a whole file is UTF-8.

    :raises TruncatedFile: if it is but for its last character.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as source:
        try:
            while block := source.read(_CHUNK):
                decoder.decode(block)
        except UnicodeDecodeError:
            return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _undecodable(path, "utf-8", path.stat().st_size, error) from error
    return True


def _undecodable(path: Path, encoding: str, at: int, error: UnicodeError) -> Invalid:
    if isinstance(error, UnicodeDecodeError) and error.reason in _CUT_OFF:
        return TruncatedFile(
            f"{path.name} ends inside a character of {encoding}",
            hint="the download was cut off: fetch it again",
        )
    return Undecodable(
        f"{path.name} holds bytes near {at} that are no {encoding}", hint="save it as UTF-8"
    )


def _utf16_without_bom(head: bytes) -> str:
    low, high = head[1:4096:2].count(0), head[0:4096:2].count(0)
    # A text in one-byte units holds no zero byte; wide Latin letters hold one each.
    if max(low, high) * 20 < min(len(head), 4096):
        return ""
    return "utf-16-le" if low >= high else "utf-16-be"


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        decode_head(head, encoding)
    except Undecodable:
        return False
    return True
