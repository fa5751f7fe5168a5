"""Trees in a form of our own: plain numbers that can be kept as JSON, asked fast, and explained.

A leaf is found by bits: each split that a row takes to the right rules out the leaves on its left,
and the first leaf left over is the row's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adhelm.decide.prediction.types import Floats

_CHUNK = 512
_MOST_LEAVES = 64
_HUGE = 1e308
_POINTS = 16
"""Of the quadrature: exact for paths of up to 32 features."""


@dataclass(frozen=True, slots=True)
class Tree:
    """One tree as columns: a leaf has no children (−1); `cover` is how much of the data it saw."""

    feature: list[int]
    threshold: list[float]
    missing_left: list[bool]
    left: list[int]
    right: list[int]
    value: list[float]
    cover: list[float]

    def leaves(self) -> Iterator[tuple[int, list[tuple[int, bool]]]]:
        """Yield each leaf from left to right with the splits above it and their sides."""
        waiting: list[tuple[int, list[tuple[int, bool]]]] = [(0, [])]
        while waiting:
            node, path = waiting.pop()
            if self.left[node] < 0:
                yield node, path
                continue
            waiting.append((self.right[node], [*path, (node, False)]))
            waiting.append((self.left[node], [*path, (node, True)]))


@dataclass(frozen=True, slots=True)
class _Leaf:
    value: float
    path: tuple[tuple[int, bool, float], ...]
    """Place of each split, its side, and the share of the data that went that way."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """A sum of trees and a base."""

    base: float
    trees: tuple[Tree, ...]
    feature: Any
    threshold: Any
    missing_left: Any
    kept: Any
    """Bits of the leaves that are left when a row goes right."""
    starts: Any
    """Of the splits of each tree."""
    values: Any
    firsts: Any
    """Place of each tree's first leaf among the values."""
    leaves: tuple[_Leaf, ...]

    @classmethod
    def of(cls, trees: Sequence[Tree], base: float) -> Trees:
        """
        Put trees together.

        :raises ValueError: if one has more leaves than bits.
        """
        import numpy as np

        grown = tuple(tree for tree in trees if tree.left[0] >= 0)
        base += sum(tree.value[0] for tree in trees if tree.left[0] < 0)
        flat: dict[str, list[Any]] = {
            "feature": [], "threshold": [], "missing_left": [], "kept": [], "starts": [],
            "values": [], "firsts": [],
        }  # fmt: skip
        leaves: list[_Leaf] = []
        for tree in grown:
            leaves += _add(tree, flat)
        return cls(
            base, grown,
            np.array(flat["feature"], dtype=np.intp), np.array(flat["threshold"], dtype=np.float64),
            np.array(flat["missing_left"], dtype=bool), np.array(flat["kept"], dtype=np.uint64),
            np.array(flat["starts"], dtype=np.intp), np.array(flat["values"], dtype=np.float64),
            np.array(flat["firsts"], dtype=np.intp), tuple(leaves),
        )  # fmt: skip

    def __call__(self, table: Floats) -> Floats:
        """Return the sum for each row of a table."""
        import numpy as np

        found = np.full(len(table), self.base)
        if not len(self.starts):
            return found
        for first in range(0, len(table), _CHUNK):
            some = slice(first, first + _CHUNK)
            left = self._left(np.ascontiguousarray(table[some].T))
            bits = np.where(left, ~np.uint64(0), self.kept[:, None])
            bits = np.bitwise_and.reduceat(bits, self.starts, axis=0)
            lowest = bits & (~bits + np.uint64(1))
            leaf = np.frexp(lowest.astype(np.float64))[1] - 1
            found[some] += self.values[self.firsts[:, None] + leaf].sum(axis=0)
        return found

    def reasons(self, row: Floats) -> tuple[float, Floats]:
        """
        Return the usual sum, and what each feature adds to it for one row: Shapley values.

        They are exact for the game in which a feature that is not known is taken by the shares of
        the data that went each way; together they are the row's own sum.
        """
        import numpy as np

        points, weights = np.polynomial.legendre.leggauss(_POINTS)
        points, weights = (points + 1) / 2, weights / 2
        left = self._left(row[:, None])[:, 0] if len(self.starts) else np.zeros(0, dtype=bool)
        usual, added = self.base, np.zeros(len(row))
        for leaf in self.leaves:
            share, there = self._along(leaf, left)
            usual += leaf.value * float(np.prod(list(share.values())))
            names = list(share)
            known = np.array([float(there[name]) for name in names])
            unknown = np.array([share[name] for name in names])
            # Each feature joins at a time of its own between 0 and 1.
            joined = unknown[:, None] + points[None, :] * (known - unknown)[:, None]
            for place, name in enumerate(names):
                others = np.prod(np.delete(joined, place, axis=0), axis=0)
                weight = float((weights * others).sum())
                added[name] += leaf.value * (known[place] - unknown[place]) * weight
        return usual, added

    def as_json(self) -> dict[str, Any]:
        """Return plain numbers and lists."""
        names = ("feature", "threshold", "missing_left", "left", "right", "value", "cover")
        return {
            "base": self.base,
            "trees": [{name: getattr(tree, name) for name in names} for tree in self.trees],
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Trees:
        """Return what `as_json` was made of."""
        return cls.of([Tree(**tree) for tree in kept["trees"]], kept["base"])

    def _left(self, columns: Floats) -> Any:
        """Return for each split (rows) and each row of the table (columns) if it goes left."""
        import numpy as np

        seen = columns[self.feature]
        left = seen <= self.threshold[:, None]
        unknown = np.isnan(seen)
        if unknown.any():
            left |= unknown & self.missing_left[:, None]
        return left

    def _along(self, leaf: _Leaf, left: Any) -> tuple[dict[int, float], dict[int, bool]]:
        share: dict[int, float] = {}
        there: dict[int, bool] = {}
        for place, side, part in leaf.path:
            name = int(self.feature[place])
            share[name] = share.get(name, 1.0) * part
            there[name] = there.get(name, True) and bool(left[place]) == side
        return share, there


def boosted(model: Any, *, column: int = 0) -> Trees:
    """Take over scikit-learn's gradient boosting by histograms."""
    found = []
    for stage in model._predictors:  # noqa: SLF001 - there is no other way to its trees
        nodes = stage[column].nodes
        leaf = nodes["is_leaf"].astype(bool)
        found.append(
            Tree(
                nodes["feature_idx"].astype(int).tolist(),
                [min(float(each), _HUGE) for each in nodes["num_threshold"]],
                nodes["missing_go_to_left"].astype(bool).tolist(),
                [-1 if leaf[n] else int(each) for n, each in enumerate(nodes["left"])],
                [-1 if leaf[n] else int(each) for n, each in enumerate(nodes["right"])],
                nodes["value"].astype(float).tolist(),
                nodes["count"].astype(float).tolist(),
            )
        )
    base = float(model._baseline_prediction.reshape(-1)[0])  # noqa: SLF001 - as above
    return Trees.of(found, base)


def forested(model: Any) -> Trees:
    """Take over scikit-learn's random forest of a single number: the mean of its trees."""
    found, count = [], len(model.estimators_)
    for each in model.estimators_:
        tree = each.tree_
        found.append(
            Tree(
                tree.feature.astype(int).tolist(),
                tree.threshold.astype(float).tolist(),
                tree.missing_go_to_left.astype(bool).tolist(),
                tree.children_left.astype(int).tolist(),
                tree.children_right.astype(int).tolist(),
                (tree.value[:, 0, 0] / count).astype(float).tolist(),
                tree.weighted_n_node_samples.astype(float).tolist(),
            )
        )
    return Trees.of(found, 0.0)


def _add(tree: Tree, flat: dict[str, list[Any]]) -> list[_Leaf]:
    """Write a tree's splits and leaves behind those of the trees before it."""
    found = list(tree.leaves())
    if len(found) > _MOST_LEAVES:
        raise ValueError(f"{len(found)} leaves are more than {_MOST_LEAVES} bits tell apart")
    ruled: dict[int, int] = {}
    for bit, (_, path) in enumerate(found):
        for node, side in path:
            ruled[node] = ruled.get(node, 0) | (side << bit)
    first = len(flat["feature"])
    place = {node: first + number for number, node in enumerate(ruled)}
    flat["starts"].append(first)
    flat["firsts"].append(len(flat["values"]))
    for node, bits in ruled.items():
        flat["feature"].append(tree.feature[node])
        flat["threshold"].append(tree.threshold[node])
        flat["missing_left"].append(tree.missing_left[node])
        flat["kept"].append((1 << _MOST_LEAVES) - 1 - bits)
    flat["values"] += [tree.value[leaf] for leaf, _ in found]
    return [
        _Leaf(
            tree.value[leaf],
            tuple((place[node], side, _share(tree, node, side=side)) for node, side in path),
        )
        for leaf, path in found
    ]


def _share(tree: Tree, node: int, *, side: bool) -> float:
    child = tree.left[node] if side else tree.right[node]
    return tree.cover[child] / tree.cover[node]
