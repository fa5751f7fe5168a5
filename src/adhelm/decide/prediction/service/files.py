"""Models as files: JSON, packed and named by its hash. Nothing in them is ever run."""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

from adhelm.core.db import Connection
from adhelm.decide.prediction import store
from adhelm.decide.prediction.logic.scores import Scorer
from adhelm.decide.prediction.types import Features, Model, NoSuchModel


def packed(scorer: Scorer) -> tuple[str, bytes]:
    """Return a model's hash and its bytes."""
    import orjson

    body = zlib.compress(orjson.dumps(scorer.as_json()), 6)
    return hashlib.sha256(body).hexdigest(), body


def load(connection: Connection, workspace_id: str, model: Model) -> Scorer:
    """
    Return the model of a version, its file held against its hash.

    :raises NoSuchModel: if the file is gone, or is not the one that was kept.
    """
    import orjson

    body = store.file(connection, workspace_id, model.sha256)
    if body is None or hashlib.sha256(body).hexdigest() != model.sha256:
        raise NoSuchModel(
            f"the file of model {model.version} is not there any more",
            hint="`adhelm score train` makes a new one",
        )
    kept: dict[str, Any] = orjson.loads(zlib.decompress(body))
    return Scorer.from_json(kept, model.card)


def features_of(model: Model, known: dict[str, float | str | None]) -> Features:
    """Return what was known of one entity as the model takes it."""
    import numpy as np

    numbers, kinds = model.params["numbers"], model.params["kinds"]
    row = [known.get(name) for name in numbers]
    found = [float("nan") if value is None else float(value) for value in row]
    codes = [code(values, known.get(name)) for name, values in kinds.items()]
    return Features(
        tuple(numbers), np.array([found]), (False,) * len(numbers), tuple(kinds),
        np.array([codes], dtype=np.int64),
    )  # fmt: skip


def code(values: list[str], value: object) -> int:
    """Return the number of a kind's value; −1: it was not seen in training."""
    return values.index(str(value)) if str(value) in values else -1
