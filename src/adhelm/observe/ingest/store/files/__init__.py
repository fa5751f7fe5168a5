"""Files as people name them: paths, folders, globs, standard input, archives of any of these."""

from adhelm.observe.ingest.store.files.finding import Found, find, is_table
from adhelm.observe.ingest.store.files.reading import copy_bounded, mark, sha256_of, too_large

__all__ = ["Found", "copy_bounded", "find", "is_table", "mark", "sha256_of", "too_large"]
