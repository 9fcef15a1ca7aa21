"""Tell an engine that is gone from a document that no engine gets through.

A batch that fails is halved until one document is left, and that is a dead letter (docs/design/publishing.md#no-document-ends-a-run). An engine that
does not answer would make a dead letter of every document so; it must end the run instead, and the landing waits.
"""

from collections.abc import Iterator


class EngineLost(Exception):  # noqa: N818 (it says what happened)
    """The engine, or every worker that it tried to start, failed a batch without a word of a document: try again, then give up."""


class StageFailed(Exception):  # noqa: N818 (it says what happened)
    """A stage raised something in this very process, where there is no engine to lose: a connection that broke off is a parser's
    child's, and so the document's. The text has the system's number, should it be the disk's.
    """


def engine_gone(error: BaseException) -> bool:
    """Whether the error says that the engine could not be reached, or was lost on the way; no document is to blame then.

    >>> engine_gone(ConnectionRefusedError("no job server"))
    True
    >>> engine_gone(RuntimeError("a worker raised: KeyError 'guid'"))
    False
    """
    return not isinstance(error, StageFailed) and any(_speaks_of_engine(one) for one in _chain(error))


def _speaks_of_engine(error: BaseException) -> bool:
    if isinstance(error, EngineLost):
        return True
    import grpc  # type: ignore[import-untyped]  # ships no types

    if isinstance(error, grpc.RpcError):
        # What comes over a job's streams is the engine's own; a document's failure comes as a job that FAILED.
        code = error.code() if isinstance(error, grpc.Call) else None
        return code in (None, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.CANCELLED)
    return isinstance(error, (grpc.FutureTimeoutError, ConnectionError)) or "Service failed to start up" in str(error)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        yield at
        at = at.__cause__ or at.__context__
