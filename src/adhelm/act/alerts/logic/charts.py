"""Small charts: a line of blocks for chats, a picture for e-mail."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from adhelm.act.alerts.types import Point

if TYPE_CHECKING:
    import numpy as np

    Canvas = np.ndarray[Any, np.dtype[np.float64]]

_BLOCKS = "▁▂▃▄▅▆▇█"
_WIDTH, _HEIGHT, _FINER = 480, 96, 3
_LINE, _USUAL, _GRID = (43, 74, 203), (148, 156, 176), (226, 230, 238)
_MARGIN = 8


def blocks(points: Sequence[Point]) -> str:
    """Return the values as blocks of rising height; '·' where one is not known."""
    values = [one.value for one in points if one.value is not None]
    if not values:
        return ""
    low, high = min(0.0, *values), max(values)
    span = (high - low) or 1.0
    return "".join(
        "·" if one.value is None else _BLOCKS[round((one.value - low) / span * 7)] for one in points
    )


def picture(points: Sequence[Point]) -> bytes:
    """Return the values as a line over what was expected, a PNG; b'' without two values."""
    known = [one.value for one in points if one.value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return b""
    import numpy as np

    also = [one.expected for one in points if one.expected is not None]
    low, high = min(0.0, *known, *also), max(*known, *also)
    canvas = np.full((_HEIGHT * _FINER, _WIDTH * _FINER, 3), 255.0)
    canvas[-_MARGIN * _FINER, :, :] = _GRID
    for values, colour, thick in (
        ([one.expected for one in points], _USUAL, 3),
        ([one.value for one in points], _LINE, 6),
    ):
        _draw(canvas, _places(values, low, high), colour, thick=thick)
    # Drawn larger and averaged down, so that lines are smooth.
    small = canvas.reshape(_HEIGHT, _FINER, _WIDTH, _FINER, 3).mean(axis=(1, 3))
    return _png(small.round().astype(np.uint8).tobytes())


def _places(
    values: Sequence[float | None], low: float, high: float
) -> list[tuple[float, float] | None]:
    span = (high - low) or 1.0
    wide = (_WIDTH - 2 * _MARGIN) * _FINER
    tall = (_HEIGHT - 2 * _MARGIN) * _FINER
    step = wide / max(len(values) - 1, 1)
    return [
        None
        if value is None
        else (_MARGIN * _FINER + n * step, _MARGIN * _FINER + tall * (1 - (value - low) / span))
        for n, value in enumerate(values)
    ]


def _draw(
    canvas: Canvas,
    places: Sequence[tuple[float, float] | None],
    colour: tuple[int, int, int],
    *,
    thick: int,
) -> None:
    import numpy as np

    for begin, end in pairwise(places):
        if begin is None or end is None:
            continue
        count = int(max(abs(end[0] - begin[0]), abs(end[1] - begin[1]))) + 2
        across = np.linspace(begin[0], end[0], count).round().astype(int)
        down = np.linspace(begin[1], end[1], count).round().astype(int)
        for shift in range(-(thick // 2), thick // 2 + 1):
            canvas[np.clip(down + shift, 0, canvas.shape[0] - 1), across] = colour
            canvas[down, np.clip(across + shift, 0, canvas.shape[1] - 1)] = colour


def _png(pixels: bytes) -> bytes:
    width = _WIDTH * 3
    rows = b"".join(
        b"\x00" + pixels[begin : begin + width] for begin in range(0, len(pixels), width)
    )
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checked
