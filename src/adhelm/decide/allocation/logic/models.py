"""What the solver asks of curves, whatever they are: certain, S-shaped, averaged or cautious.

Every model is concave: `log_marginal` never grows with spend. An S-curve is asked by its concave
envelope, of which the true curve falls short only inside the chord.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol, Self

from adhelm.decide.allocation.logic.families import Part, each, parts
from adhelm.decide.allocation.types import Bools, Curves, Family, Floats, Ints

_ROUNDS = 60
_HALVINGS = 60
_ENOUGH = 1e-13
_NODES = 40


class Model(Protocol):
    """Concave curves of some entities."""

    def value(self, spend: Floats) -> Floats:
        """Return what the objective counts for `spend`."""
        ...

    def true_value(self, spend: Floats) -> Floats:
        """Return the same by the true curve; less than `value` only inside an S-curve's chord."""
        ...

    def log_marginal(self, spend: Floats) -> Floats:
        """Return the log of the marginal return."""
        ...

    def inverse(self, s: Floats) -> tuple[Floats, Floats]:
        """Return the spend at which the log marginal return is `s`, and −d spend / d s."""
        ...

    def jumps(self) -> Floats | None:
        """Return the log price at which each entity's demand jumps; None where none does."""
        ...

    def straight(self) -> bool:
        """Return whether all demand falls in straight lines with the log of the price."""
        ...

    def arrays(self) -> tuple[Floats | Ints, ...] | None:
        """Return what `kernels` want to know of curves; None where they cannot follow them."""
        ...

    def take(self, rows: Ints) -> Self:
        """Return the curves of some entities (ascending)."""
        ...


@dataclass(frozen=True, slots=True)
class Certain:
    """Curves as they are given, each concave."""

    curves: Curves
    known: tuple[Part, ...]

    @classmethod
    def of(cls, curves: Curves) -> Certain:
        """Return the model of curves that are in order of their families."""
        return cls(curves, parts(curves))

    def value(self, spend: Floats) -> Floats:
        """Return what spend brings."""
        return each(self.known, "value", spend)

    def true_value(self, spend: Floats) -> Floats:
        """Return what spend brings."""
        return self.value(spend)

    def log_marginal(self, spend: Floats) -> Floats:
        """Return the log of the marginal return."""
        return each(self.known, "log_marginal", spend)

    def inverse(self, s: Floats) -> tuple[Floats, Floats]:
        """Return spend and −d spend / d s."""
        import numpy as np

        if len(self.known) == 1:
            return self.known[0].inverse(s)
        found = [part.inverse(s[part.rows]) for part in self.known]
        if not found:
            return s, s
        return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found])

    def jumps(self) -> Floats | None:
        """Return nothing: concave curves bend smoothly."""
        return None

    def straight(self) -> bool:
        """Return whether all curves are exponential: so the log of their slope falls with spend."""
        return all(part.family == Family.exponential for part in self.known)

    def arrays(self) -> tuple[Floats | Ints, ...]:
        """Return what the compiled passes want to know."""
        import numpy as np

        starts = [part.start for part in self.known]
        start = starts[0] if len(starts) == 1 else np.concatenate(starts)
        family = np.require(self.curves.family, np.int8, ["C", "W"])
        given = (self.curves.top, self.curves.scale, self.curves.shape, start)
        numbers = (np.require(one, np.float64, ["C", "W"]) for one in given)
        none = np.empty(0)
        return family, *numbers, none, none, none

    def take(self, rows: Ints) -> Certain:
        """Return the curves of some entities."""
        import numpy as np

        curves = taken(self.curves, rows)
        edges = np.searchsorted(rows, [part.rows.stop for part in self.known])
        found, first = [], 0
        for part, end in zip(self.known, edges.tolist(), strict=True):
            if end > first:
                within = rows[first:end] - part.rows.start
                found.append(part.take(within, slice(first, end), curves))
            first = end
        return Certain(curves, tuple(found))


@dataclass(frozen=True, slots=True)
class Enveloped:
    """Curves of which some are S-shaped: between `start` and `touch` a chord stands for them."""

    inner: Certain
    start: Floats
    touch: Floats
    """Where the chord touches the curve; `start` where the curve is concave all the way."""
    chord: Floats
    """Log of the slope at the start: the chord's, or the curve's own; +inf if it may be any."""

    @classmethod
    def of(cls, curves: Curves, low: Floats, high: Floats) -> Enveloped:
        """Return the envelopes between `low` and `high`."""
        import numpy as np

        inner = Certain.of(curves)
        touch = np.clip(_touching(inner, low), low, np.maximum(high, low))
        across = touch - low
        with np.errstate(divide="ignore", invalid="ignore"):
            risen = inner.value(touch) - inner.value(low)
            chord = np.where(across > 0, np.log(risen) - np.log(across), np.inf)
        # One that starts beyond its bend is concave from there, and asked only below that slope.
        late = s_shaped(curves) & ~(across > 0)
        chord = np.where(late, inner.log_marginal(low), chord)
        return cls(inner, low, touch, chord)

    def value(self, spend: Floats) -> Floats:
        """Return what the envelope promises."""
        import numpy as np

        straight = (spend < self.touch) & (spend > self.start)
        found = self.inner.value(spend)
        if straight.any():
            base = self.inner.value(self.start)
            slope = np.exp(np.where(straight, self.chord, 0.0))
            along = base + slope * (spend - self.start)
            found = np.where(straight, np.maximum(along, found), found)
        return found

    def true_value(self, spend: Floats) -> Floats:
        """Return what spend brings."""
        return self.inner.value(spend)

    def log_marginal(self, spend: Floats) -> Floats:
        """Return the log of the envelope's slope."""
        import numpy as np

        return np.where(spend < self.touch, self.chord, self.inner.log_marginal(spend))

    def inverse(self, s: Floats) -> tuple[Floats, Floats]:
        """Return spend and −d spend / d s; at the chord's own price the spend is its start."""
        import numpy as np

        # Above its chord's price a curve is not asked: there it may have no answer.
        x, bend = self.inner.inverse(np.minimum(s, self.chord))
        off = s >= self.chord
        short = off | (x < self.touch)
        return np.where(off, self.start, np.maximum(x, self.touch)), np.where(short, 0.0, bend)

    def jumps(self) -> Floats | None:
        """Return the prices of the chords."""
        return self.chord

    def straight(self) -> bool:
        """Return that demand jumps at a chord."""
        return False

    def arrays(self) -> tuple[Floats | Ints, ...]:
        """Return what the compiled passes want to know."""
        return (*self.inner.arrays()[:5], self.start, self.touch, self.chord)

    def take(self, rows: Ints) -> Enveloped:
        """Return the curves of some entities."""
        return Enveloped(
            self.inner.take(rows), self.start[rows], self.touch[rows], self.chord[rows]
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """Curves of many possible worlds: their mean, or at each spend a quantile of the slopes."""

    worlds: Certain
    quantile: float | None

    @classmethod
    def of(cls, curves: Curves, quantile: float | None) -> Drawn:
        """Return the mean of the worlds, or their cautious curve."""
        return cls(Certain.of(curves), quantile)

    def value(self, spend: Floats) -> Floats:
        """Return the mean return, or what the cautious slopes add up to."""
        import numpy as np

        if self.quantile is None:
            return np.asarray(self.worlds.value(spend[:, None]).mean(axis=1))
        nodes, weights = np.polynomial.legendre.leggauss(_NODES)
        made = np.zeros(len(spend))
        for node, weight in zip((nodes + 1) / 2, weights / 2, strict=True):
            slope = np.exp(self.log_marginal(spend * node**4))
            made += weight * 4 * node**3 * slope * spend
        return made

    def true_value(self, spend: Floats) -> Floats:
        """Return what the objective counts."""
        return self.value(spend)

    def log_marginal(self, spend: Floats) -> Floats:
        """Return the log of the slope's mean or quantile."""
        return self._slope(spend)[0]

    def inverse(self, s: Floats) -> tuple[Floats, Floats]:
        """Return spend and −d spend / d s, by safeguarded Newton in the log of spend."""
        import numpy as np

        worlds, _ = self.worlds.inverse(np.broadcast_to(s[:, None], self.worlds.curves.top.shape))
        top = worlds.max(axis=1)
        scale = self.worlds.curves.scale.max(axis=1)
        tiny = 1e-12 * scale
        none = top <= tiny
        high = np.log(np.maximum(top, tiny))
        low = np.log(np.clip(worlds.min(axis=1), tiny, np.maximum(top, tiny)))
        u = np.log(np.clip(np.median(worlds, axis=1), np.exp(low), np.exp(high)))
        bend = np.full(len(s), -1.0)
        for turn in range(_ROUNDS):
            mark, bend = self._slope(np.exp(u))
            off = mark - s
            low, high = np.where(off > 0, u, low), np.where(off < 0, u, high)
            fresh = u - off / np.minimum(bend, -1e-9)
            bad = ~((fresh >= low) & (fresh <= high)) | (turn % 6 == 5)  # noqa: PLR2004
            fresh = np.where(bad, 0.5 * (low + high), fresh)
            moved, u = np.abs(fresh - u), fresh
            if float(np.where(none, 0.0, moved).max(initial=0.0)) < _ENOUGH:
                break
        x = np.exp(u)
        # Below its tiny start a curve is a straight line: what bends no more asks for nothing.
        return np.where(none, 0.0, x), x / np.maximum(-bend, 1e-9)

    def jumps(self) -> Floats | None:
        """Return nothing: the curves of every world bend smoothly."""
        return None

    def straight(self) -> bool:
        """Return that a mean over worlds bends, whatever its curves are."""
        return False

    def arrays(self) -> tuple[Floats | Ints, ...] | None:
        """Return nothing: a pass over draws is of another kind."""
        return None

    def take(self, rows: Ints) -> Drawn:
        """Return the curves of some entities."""
        return replace(self, worlds=self.worlds.take(rows))

    def _slope(self, spend: Floats) -> tuple[Floats, Floats]:
        import numpy as np

        # An exponential that bends hardly at all near nothing still bends at its own scale.
        marks = self.worlds.log_marginal(spend[:, None])
        bends = each(self.worlds.known, "bend", spend[:, None])
        if self.quantile is None:
            peak = marks.max(axis=1, keepdims=True)
            weight = np.exp(marks - peak)
            whole = weight.sum(axis=1)
            mark = peak[:, 0] + np.log(whole / marks.shape[1])
            return mark, (weight * bends).sum(axis=1) / whole
        place = round(self.quantile * (marks.shape[1] - 1))
        chosen = np.argpartition(marks, place, axis=1)[:, place : place + 1]
        return (
            np.take_along_axis(marks, chosen, axis=1)[:, 0],
            np.take_along_axis(bends, chosen, axis=1)[:, 0],
        )


def taken(curves: Curves, rows: Ints | Bools) -> Curves:
    """Return the curves of some entities."""
    return Curves(
        curves.family[rows],
        curves.top[rows],
        curves.scale[rows],
        curves.shape[rows],
        None if curves.reach is None else curves.reach[rows],
    )


def s_shaped(curves: Curves) -> Bools:
    """Return which entities have an S-curve in some world."""
    import numpy as np

    steepest = curves.shape if curves.shape.ndim == 1 else curves.shape.max(axis=1)
    return np.asarray((curves.family == Family.hill) & (steepest > 1.0))


def _touching(inner: Certain, low: Floats) -> Floats:
    """Return where the tangent through each S-curve's start touches it; `low` for the others."""
    import numpy as np

    curves = inner.curves
    bent = np.flatnonzero(s_shaped(curves))
    touch = low.copy()
    if not len(bent):
        return touch
    part = Part.of(taken(curves, bent), slice(0, len(bent)), Family.hill)
    start, a = low[bent], part.shape
    turning = part.scale * ((a - 1.0) / (a + 1.0)) ** (1.0 / a)
    far = part.scale * (a - 1.0) ** (1.0 / a)
    near, far = np.maximum(turning, start), np.maximum(far, start)
    risen = part.value(start)
    if bool((start > 0).any()):
        for _ in range(_HALVINGS):
            middle = 0.5 * (near + far)
            slope = np.exp(part.log_marginal(middle))
            steeper = slope * (middle - start) > part.value(middle) - risen
            near, far = np.where(steeper, middle, near), np.where(steeper, far, middle)
    touch[bent] = np.where(start >= turning, start, far)
    return touch
