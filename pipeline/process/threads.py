"""The few threads that reading and growing files share: Arrow and the disk work outside Python's lock.

Kept for the process's life, because every new thread brings an allocator heap that is never given back.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

COUNT = 4


@cache
def threads() -> ThreadPoolExecutor:
    """This process's pool."""
    return ThreadPoolExecutor(max_workers=COUNT, thread_name_prefix="newsbeam-files")


# A forked child has none of its parent's threads, and would wait for them for ever.
os.register_at_fork(after_in_child=threads.cache_clear)
