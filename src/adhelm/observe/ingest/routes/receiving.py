"""Takes in a file as it is sent, piece by piece, in little memory: as a form, or as it is."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, ClassVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from adhelm.core.errors import Invalid
from adhelm.core.web import asking, part
from adhelm.observe.ingest.service import uploading
from adhelm.observe.warehouse import Warehouse

if TYPE_CHECKING:
    from adhelm.observe.warehouse.types import Landed

_FORM = "multipart/form-data"
TAKEN = (_FORM, "application/octet-stream", "text/csv")
_LATEST_S = 30.0
_PIECE = 1024**2


class NotSent(Invalid):
    """The body is no file."""

    code = "import.no_file"


class WrongType(Invalid):
    """The body is of a type that is not taken."""

    code = "import.media_type"
    http_status: ClassVar[int] = 415


class TooSlow(Invalid):
    """The sender went quiet."""

    code = "request.too_slow"
    http_status: ClassVar[int] = 408


class TooLarge(Invalid):
    """The body did not end where it has to."""

    code = "request.too_large"
    http_status: ClassVar[int] = 413


async def received(request: Request) -> tuple[str, Landed]:
    """
    Keep the file that a request sends; return its name, if it says one, and where it landed.

    :raises WrongType: if it is sent as something else than a file.
    :raises NotSent: if there is none in it.
    :raises TooSlow: if nothing comes for half a minute.
    :raises TooLarge: if it is larger than files may be.
    """
    principal = asking(request)
    principal.require_whole("an import")
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TAKEN:
        raise WrongType(f"a file is not sent as '{kind[:50]}'", hint=" or ".join(TAKEN))
    with tempfile.TemporaryDirectory(prefix="adhelm-upload-") as folder:
        path = Path(folder) / "sent"
        try:
            name = await (_form(request, path) if kind == _FORM else _plain(request, path))
        except ClientDisconnect as error:
            # Who is gone reads no answer; who goes on sending was cut off at the limit.
            raise TooLarge("the file is too large", hint="a shorter range of days") from error
        landed = await run_in_threadpool(
            uploading.receive, principal=principal, warehouse=part(request, Warehouse), path=path
        )
    return name, landed


async def _plain(request: Request, path: Path) -> str:
    size = 0
    with path.open("wb") as target:
        async for piece in _gathered(request):
            size += await run_in_threadpool(target.write, piece)
    if not size:
        raise NotSent("the body is empty", hint="the file as the body, or a form with a file")
    return ""


async def _form(request: Request, path: Path) -> str:
    parser = MultiPartParser(request.headers, _pieces(request), max_files=1, max_fields=0)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise NotSent("this is no form with one file", hint="one part, of a file") from error
    try:
        sent = next((one for one in form.values() if isinstance(one, UploadFile)), None)
        if sent is None or not sent.size:
            raise NotSent("the form holds no file", hint="curl -F file=@export.csv")
        await run_in_threadpool(_copy, sent.file, path)
        return sent.filename or ""
    finally:
        await form.close()


def _copy(source: IO[bytes], path: Path) -> None:
    source.seek(0)
    with path.open("wb") as target:
        while piece := source.read(_PIECE):
            target.write(piece)


async def _gathered(request: Request) -> AsyncIterator[bytes]:
    """Yield what comes in pieces worth writing."""
    waiting, size = [], 0
    async for piece in _pieces(request):
        waiting.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


async def _pieces(request: Request) -> AsyncGenerator[bytes, None]:
    coming = request.stream()
    while True:
        try:
            async with asyncio.timeout(_LATEST_S):
                piece = await anext(coming)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise TooSlow("nothing came for a while", hint="send it again") from error
        yield piece
