"""Answers kept for a while: in this process, or in a Redis that several processes share.

The workspace is part of every key, made in one place: what one workspace asked never answers
another. Whoever keeps something names all that the answer depends on; what must end at once is
kept only where `shared` is true, because nobody can reach into the memory of another process.
"""

from adhelm.core.cache.keys import Kept
from adhelm.core.cache.local import LocalCache
from adhelm.core.cache.shared import RedisCache, RedisMissing, RedisUnavailable
from adhelm.core.cache.using import Cache, open_cache, through

__all__ = [
    "Cache",
    "Kept",
    "LocalCache",
    "RedisCache",
    "RedisMissing",
    "RedisUnavailable",
    "open_cache",
    "through",
]
