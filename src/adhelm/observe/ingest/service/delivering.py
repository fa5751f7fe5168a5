"""Publishes what a run fetched: all of it in one step, or account by account where one is held.

Fetches arrive side by side, each in a transaction of its own on one staging area, so that one that
fails leaves nothing. A publication costs about the same however little it holds: hence few.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from adhelm.core.errors import AdhelmError, Invalid
from adhelm.observe import warehouse as warehouses
from adhelm.observe.ingest.service.lines import Post, new_id
from adhelm.observe.ingest.service.mapping import Load, mapper, restage
from adhelm.observe.ingest.store import fetches, keeping, streams
from adhelm.observe.ingest.store.arriving import Tray
from adhelm.observe.ingest.store.streams import Arrived
from adhelm.observe.ingest.types import Decision, StreamState, Synced
from adhelm.observe.warehouse.types import Batch, Published, Replace, Vanished

if TYPE_CHECKING:
    import duckdb

ENOUGH = 60_000
"""Staged rows from which on they are published before more is fetched."""
SOURCE_ID = "api"
Group = Callable[[tuple[Load, Arrived]], tuple[str, ...]]


@dataclass(slots=True)
class _Basket:
    """What fetches bring for one publication: a staging area, and who is still on the way to it."""

    batch_id: str
    area: duckdb.DuckDBPyConnection
    staging: ExitStack
    tray: Tray = field(default_factory=Tray)
    loads: list[tuple[Load, Arrived]] = field(default_factory=list)
    arriving: int = 0


class Inlet:
    """
    One fetch's way into a basket: a transaction of its own, or the tray of all.

    It goes into the basket that is being filled when its first rows do; then that one waits for it.
    """

    def __init__(self, enter: Callable[[], _Basket]) -> None:
        self.basket: _Basket | None = None
        self._enter = enter
        self._brought: list[tuple[Load, Arrived]] = []
        self._own: duckdb.DuckDBPyConnection | None = None

    def area(self) -> duckdb.DuckDBPyConnection:
        """Return the transaction, begun on first use."""
        if self._own is None:
            self._own = self._into().area.cursor()
            self._own.begin()
        return self._own

    def tray(self) -> Tray:
        """Return where rows are put that go in together with those of others."""
        return self._into().tray

    def take(self, load: Load, arrived: Arrived) -> None:
        """Take a fetch whose rows are in."""
        self._brought.append((load, arrived))

    def commit(self) -> None:
        """Let what was staged be seen by others; whoever publishes must know of it."""
        if self._own is not None:
            self._own.commit()
        if self._brought:
            self._into().loads.extend(self._brought)

    def close(self) -> None:
        """Close it; what was not committed is gone."""
        if self._own is not None:
            self._own.close()

    def _into(self) -> _Basket:
        if self.basket is None:
            self.basket = self._enter()
        return self.basket


@dataclass(slots=True)
class Delivery:
    """What one run brings; safe to share between its threads."""

    post: Post
    outcomes: list[Synced] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    _basket: _Basket | None = None
    """What is being filled; while another is published, too."""
    _turn: threading.Condition = field(default_factory=threading.Condition)
    _publishing: bool = False
    _publisher: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, "sync-publish")
    )
    """A thread of its own, so that no account falls behind the others for publishing for all."""
    _begun: list[Future[None]] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._publisher.shutdown()
        if self._basket is not None:
            self._basket.staging.close()

    @contextmanager
    def arriving(self) -> Iterator[Inlet]:
        """
        Yield the way in of one fetch; what it staged is gone if the block raises.

        If many rows have arrived by then, they are published, while others are fetched: until so
        many have arrived again.
        """
        inlet = Inlet(self._enter)
        try:
            yield inlet
            inlet.commit()
        finally:
            inlet.close()
            if inlet.basket is not None:
                self._leave(inlet.basket)
        self._hand_over(least=ENOUGH)

    def publish(self) -> None:
        """Publish all that has arrived; wait for it."""
        self._hand_over(least=0)
        for one in self._begun:
            one.result()

    def _hand_over(self, *, least: int) -> None:
        """Let what has arrived be published, if it is enough; waits for what is being published."""
        with self._turn:
            if self._waiting_rows() < least:
                return
            # One after the other: fetches of a stream are published in their order.
            self._turn.wait_for(lambda: not self._publishing)
            for one in self._begun:
                one.result()
            if self._basket is None or self._waiting_rows() < least:
                return
            basket, self._basket, self._publishing = self._basket, None, True
            carried = self._publisher.submit(copy_context().run, self._carry_out, basket)
            self._begun.append(carried)

    def _carry_out(self, basket: _Basket) -> None:
        try:
            with self._turn:
                self._turn.wait_for(lambda: not basket.arriving)
            if basket.loads:
                basket.tray.empty(basket.area)
                folders = [load.record.folder for load, _ in basket.loads]
                warehouses.settle_pages(
                    self.post.warehouse, principal=self.post.principal, folders=folders
                )
                batch = Batch(**_batch(basket.batch_id, basket.loads))
                self._publish(basket.area, basket.loads, batch)
        finally:
            basket.staging.close()
            with self._turn:
                self._publishing = False
                self._turn.notify_all()

    def _waiting_rows(self) -> int:
        return sum(arrived.rows for _, arrived in self._basket.loads) if self._basket else 0

    def _enter(self) -> _Basket:
        with self._turn:
            if self._basket is None:
                batch_id, staging = new_id("syn"), ExitStack()
                area = staging.enter_context(
                    warehouses.staging(self.post.warehouse, batch_id=batch_id, shared=True)
                )
                self._basket = _Basket(batch_id, area, staging)
            self._basket.arriving += 1
            return self._basket

    def _leave(self, basket: _Basket) -> None:
        with self._turn:
            basket.arriving -= 1
            self._turn.notify_all()

    def _publish(
        self,
        area: duckdb.DuckDBPyConnection,
        loads: Sequence[tuple[Load, Arrived]],
        batch: Batch,
    ) -> None:
        self._close_recommendations(area, loads)
        try:
            published = warehouses.publish(
                self.post.warehouse, principal=self.post.principal, staging=area, batch=batch
            )
        except AdhelmError as error:
            self._refused(loads, error)
            return
        if published.held:
            self._held(area, loads, published)
        else:
            self._visible(loads, published)

    def _close_recommendations(
        self, area: duckdb.DuckDBPyConnection, loads: Sequence[tuple[Load, Arrived]]
    ) -> None:
        """Close what the platform recommends no more; what it says is always the whole list."""
        lists = {a.key[:2] for load, a in loads if "recommendations" in load.fetch.stream.tables}
        if not lists:
            return
        post = self.post
        now = warehouses.snapshot(post.warehouse, principal=post.principal)
        with now.connect("recommendations") as reader:
            for connector, account_id in sorted(lists):
                keeping.close_recommendations(
                    area, reader, connector=connector, account_id=account_id
                )

    def _refused(self, loads: Sequence[tuple[Load, Arrived]], error: AdhelmError) -> None:
        # What the data itself is refused for is the fault of some stream: the others go on.
        keys = {arrived.key for _, arrived in loads}
        if isinstance(error, Invalid) and len(keys) > 1:
            several = len({key[:2] for key in keys}) > 1
            self._apart(loads, by=lambda one: one[1].key[:2] if several else one[1].key)
            return
        post = self.post
        reason = error.as_record()
        streams.failed(
            post.database, post.workspace_id, dict.fromkeys(keys, reason), at=post.clock.now()
        )
        self._note(loads, StreamState.failed, error=reason)

    def _held(
        self,
        area: duckdb.DuckDBPyConnection,
        loads: Sequence[tuple[Load, Arrived]],
        published: Published,
    ) -> None:
        if len({arrived.key[:2] for _, arrived in loads}) > 1:
            self._apart(loads, by=lambda one: one[1].key[:2])
            return
        post = self.post
        now = warehouses.snapshot(post.warehouse, principal=post.principal)
        with now.connect("facts") as reader:
            gone = keeping.gone(area, reader, source_id=SOURCE_ID)
        if {*gone} <= self._kept(loads[0][0]):
            self._keep(loads, gone)
            return
        streams.held(
            post.database,
            post.workspace_id,
            [arrived for _, arrived in loads],
            batch_id=published.batch_id,
            at=post.clock.now(),
            vanished={**_as_record(published.vanished), "gone": gone},
        )
        self.published.append(published)
        self._note(loads, StreamState.held, batch_id=published.batch_id)

    def _kept(self, load: Load) -> set[str]:
        """Return the entities that a person has said to keep, though they are named no more."""
        post = self.post
        return {
            name
            for one in fetches.published(
                post.database, post.workspace_id, load.connector, load.fetch.account.id
            )
            if one.held and one.held.get("decision") == Decision.keep
            for name in one.held.get("gone", ())
        }

    def _keep(self, loads: Sequence[tuple[Load, Arrived]], gone: Sequence[str]) -> None:
        post = self.post
        batch = Batch(**_batch(new_id("syn"), loads), allow_vanishing=True)
        with warehouses.staging(post.warehouse, batch_id=batch.id) as area:
            for load, _ in loads:
                restage(post, mapper(area, load))
            now = warehouses.snapshot(post.warehouse, principal=post.principal)
            with now.connect(*keeping.CARRIED) as reader:
                keeping.keep_vanished(area, reader, source_id=SOURCE_ID)
            self._close_recommendations(area, loads)
            published = warehouses.publish(
                post.warehouse, principal=post.principal, staging=area, batch=batch
            )
        self._visible(loads, published, said={"decision": Decision.keep, "gone": [*gone]})

    def _visible(
        self,
        loads: Sequence[tuple[Load, Arrived]],
        published: Published,
        *,
        said: dict[str, Any] | None = None,
    ) -> None:
        post = self.post
        streams.published(
            post.database,
            post.workspace_id,
            [arrived for _, arrived in loads],
            batch_id=published.batch_id,
            at=post.clock.now(),
            said=said,
        )
        self.published.append(published)
        state = StreamState.loaded if published.changed_data else StreamState.unchanged
        self._note(loads, state, batch_id=published.batch_id)

    def _apart(self, loads: Sequence[tuple[Load, Arrived]], *, by: Group) -> None:
        """Publish in smaller parts, mapped once more from the pages that landed."""
        parts: dict[tuple[str, ...], list[tuple[Load, Arrived]]] = {}
        for one in loads:
            parts.setdefault(by(one), []).append(one)
        for part in parts.values():
            batch = Batch(**_batch(new_id("syn"), part))
            with warehouses.staging(self.post.warehouse, batch_id=batch.id) as area:
                for load, _ in part:
                    restage(self.post, mapper(area, load))
                self._publish(area, part, batch)

    def _note(
        self,
        loads: Sequence[tuple[Load, Arrived]],
        state: StreamState,
        *,
        batch_id: str = "",
        error: dict[str, object] | None = None,
    ) -> None:
        self.outcomes += [
            Synced(
                connector=load.connector,
                account_id=load.fetch.account.id,
                stream=load.fetch.stream.name,
                state=state,
                period=load.fetch.period,
                pages=arrived.pages,
                rows=arrived.rows,
                batch_id=batch_id,
                error=error,
            )
            for load, arrived in loads
        ]


def _batch(batch_id: str, loads: Sequence[tuple[Load, Arrived]]) -> dict[str, Any]:
    accounts = sorted({arrived.key[:2] for _, arrived in loads})
    connectors = ", ".join(sorted({connector for connector, _ in accounts}))
    many = f"{len(accounts)} accounts" if len(accounts) > 1 else f"account {accounts[0][1]}"
    days = [load.fetch.period for load, _ in loads if load.fetch.period]
    span = f", {min(d.start for d in days)}..{max(d.last for d in days)}" if days else ""
    return {
        "id": batch_id,
        "source_id": SOURCE_ID,
        "replace": Replace.window,
        "what": f"sync of {connectors}: {many}{span}",
    }


def _as_record(vanished: Vanished | None) -> dict[str, Any]:
    if vanished is None:
        return {}
    return {
        **asdict(vanished),
        "spend": {currency: str(amount) for currency, amount in vanished.spend.items()},
        "first_day": vanished.first_day.isoformat(),
        "last_day": vanished.last_day.isoformat(),
        "examples": list(vanished.examples),
    }
