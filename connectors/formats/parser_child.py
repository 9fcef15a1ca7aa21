"""The killable parser: feedparser in one long-lived child per process, under limits of CPU, memory and clock (docs/design/guarding.md#markup).

Messages both ways are 8 bytes of length and JSON; no pickle. The child gets no environment and dies with its pipe.
"""

import atexit
import contextlib
import json
import os
import resource
import select
import subprocess
import sys
import threading
import time
from functools import cache
from typing import Any

from newsbeam.schemas.codes import Reason
from newsbeam.schemas.item import ParseError

CPU_S = 10
"""Processor seconds per document."""
WALL_S = 20.0
MEMORY_BYTES = 1024**3
"""Address space of the child."""
_START = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from newsbeam.connectors.formats.parser_child import serve; serve()"
)


class ParserChild:
    """One child and its pipes. Started at the first document, and again after it had to be killed."""

    def __init__(self, cpu_s: int = CPU_S, wall_s: float = WALL_S) -> None:
        self.cpu_s = cpu_s
        self.wall_s = wall_s
        self.started = 0
        """How many children there were: one, unless documents killed some."""
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, text: str, base: str, uri: str) -> dict[str, Any]:
        """What `feed_reading.read` found. Raises ParseError: `parse_timeout`, `too_complex`, `parse_error`."""
        request = json.dumps({"text": text, "base": base, "cpu_s": self.cpu_s}).encode()
        with self._lock:
            answer = self._ask(request)
            if answer is None:
                code = self.stop()
                slow = code is None or code in (-24, -9)  # SIGXCPU, SIGKILL (ours)
                reason = Reason.PARSE_TIMEOUT if slow else Reason.TOO_COMPLEX
                why = f"took over {self.cpu_s} s of CPU or {self.wall_s:.0f} s" if slow else f"killed the parser (exit {code})"
                raise ParseError(reason, f"{uri}: the document {why}; the parser was restarted")
        found: dict[str, Any] = json.loads(answer)
        if "error" in found:
            reason = Reason.TOO_COMPLEX if found["error"] in ("MemoryError", "RecursionError") else Reason.PARSE_ERROR
            raise ParseError(reason, f"{uri}: feedparser gave up: {found['error']}: {found['message']}")
        return found

    def stop(self) -> int | None:
        """Kill the child, if there is one; its exit code if it was already dead."""
        process, self._process = self._process, None
        if process is None:
            return None
        if process.stdin:
            with contextlib.suppress(BrokenPipeError):  # bytes were left for a dead child
                process.stdin.close()
        try:
            code: int | None = process.wait(0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        if process.stdout:
            process.stdout.close()
        return code

    def _ask(self, request: bytes) -> bytes | None:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and our own words)
                [sys.executable, "-c", _START, json.dumps(sys.path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                close_fds=True,
            )
            self.started += 1
        process = self._process
        if process.stdin is None or process.stdout is None:
            return None
        try:
            process.stdin.write(len(request).to_bytes(8) + request)
            process.stdin.flush()
        except OSError:
            return None
        deadline = time.monotonic() + self.wall_s
        head = _take(process.stdout.fileno(), 8, deadline)
        return None if head is None else _take(process.stdout.fileno(), int.from_bytes(head), deadline)


def the_child() -> ParserChild:
    """This process's child (a forked worker gets its own)."""
    return _child_of(os.getpid())


@cache
def _child_of(pid: int) -> ParserChild:  # noqa: ARG001 (the key)
    child = ParserChild()
    atexit.register(child.stop)
    return child


def _take(handle: int, size: int, deadline: float) -> bytes | None:
    found = bytearray()
    while len(found) < size:
        ready, _, _ = select.select([handle], [], [], max(0.0, deadline - time.monotonic()))
        piece = os.read(handle, min(size - len(found), 1 << 20)) if ready else b""
        if not piece:
            return None
        found += piece
    return bytes(found)


def serve() -> None:
    """The child's life: read a document, answer, until the pipe closes."""
    with contextlib.suppress(ValueError, OSError):  # not every kernel limits address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from newsbeam.connectors.formats.feed_reading import read

    came, answer = sys.stdin.buffer, sys.stdout.buffer
    while head := came.read(8):
        request = json.loads(came.read(int.from_bytes(head)))
        spent = resource.getrusage(resource.RUSAGE_SELF)
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + 1 + request["cpu_s"], hard))
        try:
            found = read(request["text"], request["base"])
        except Exception as error:  # noqa: BLE001 (hostile text makes feedparser raise anything; the parent names it)
            found = {"error": type(error).__name__, "message": str(error)[:200]}
        wire = json.dumps(found).encode()
        answer.write(len(wire).to_bytes(8) + wire)
        answer.flush()
