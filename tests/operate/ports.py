"""A port for a program that must be told one, and cannot be asked which it took."""

import itertools
import os
import socket

_FIRST, _COUNT = 20_000, 10_000
"""Below the ports that the kernel gives out by itself: no connection of anybody's takes one between the look and the use."""
_turn = itertools.count()


def free_port() -> int:
    """A port of 127.0.0.1 that is free; two processes of tests begin to look at different places."""
    for _ in range(_COUNT):
        port = _FIRST + (os.getpid() * 101 + next(_turn)) % _COUNT
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError(f"no port is free from {_FIRST} on")
