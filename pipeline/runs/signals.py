"""The signals that stop a command which runs for ever, and the one by which it looks at its list again.

A handler runs in the main thread, between any two of its steps: also while that thread holds the lock of the very event that is to
be set, and `Event.set` would then wait for ever for its own thread. So the handler puts the event into a queue, which a handler may
do at any time, and a thread takes it from there and sets it.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from types import FrameType
from typing import Any

_END_S = 5.0


@contextmanager
def stopped_by_signals(stop: threading.Event, again: threading.Event | None = None) -> Iterator[None]:
    """SIGTERM and SIGINT set `stop`; a second one ends the process at once with 130. SIGHUP sets `again`."""
    to_set: SimpleQueue[threading.Event | None] = SimpleQueue()
    heard = False

    def heed(number: int, frame: FrameType | None) -> None:
        del number, frame
        nonlocal heard
        if heard or stop.is_set():
            raise SystemExit(130)
        heard = True
        to_set.put(stop)

    setter = threading.Thread(target=_set_each, args=(to_set,), name="signals", daemon=True)
    setter.start()
    handlers: dict[signal.Signals, Any] = {signal.SIGTERM: heed, signal.SIGINT: heed}
    if again is not None:
        handlers[signal.SIGHUP] = lambda *_: to_set.put(again)
    before: dict[signal.Signals, Any] = {}
    try:
        for number, handler in handlers.items():
            before[number] = signal.signal(number, handler)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        to_set.put(None)
        setter.join(_END_S)  # bounded: a second signal's SystemExit may have left an event's lock held


def _set_each(events: "SimpleQueue[threading.Event | None]") -> None:
    while (event := events.get()) is not None:
        event.set()
