"""Object stores: whole objects, conditional PUTs, no rename. The library speaks to S3 and its likes; here are the few verbs.

`If-None-Match: *` makes an object only where there is none, `If-Match` replaces only what was read: two writers can then
never overwrite each other unseen (docs/design/publishing.md#readers).
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import obstore
import obstore.store
from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError, PreconditionError, UnauthenticatedError
from obstore.store import S3Store

from newsbeam.schemas.errors import ConflictError, OutputError, UsageError


class Entry(NamedTuple):
    """One object of a listing."""

    key: str
    size: int
    etag: str


class Store(Protocol):
    """What publishing needs of an object store. Keys are paths below the output's root, with `/`."""

    @property
    def name(self) -> str:
        """Its address."""

    def get(self, key: str) -> tuple[bytes, str] | None:
        """(content, etag), or None where there is no such object."""

    def create(self, key: str, content: bytes) -> str:
        """Put an object that must not be there yet; its etag. Raises ConflictError."""

    def replace(self, key: str, content: bytes, etag: str) -> str:
        """Put an object over the one with this etag; the new etag. Raises ConflictError."""

    def put(self, key: str, content: bytes) -> None:
        """Put an object over whatever is there: for what only one writes."""

    def delete(self, key: str) -> None:
        """Remove an object; none there is no fault."""

    def list(self, prefix: str) -> Iterator[Entry]:
        """The objects whose keys begin so (with a whole part of the path)."""

    def size(self, key: str) -> int:
        """Bytes of an object. Raises FileNotFoundError."""

    def read(self, key: str, begin: int, end: int) -> bytes:
        """Some bytes of an object. Raises FileNotFoundError."""


class ObjectStore:
    """A Store through obstore. Errors of the network, after its own retries, are OutputErrors."""

    def __init__(self, store: Any, name: str, *, by_version: bool = False) -> None:
        self._store, self._name = store, name
        self._token = "version" if by_version else "e_tag"
        """What a conditional PUT names: Google's stores go by an object's generation."""

    @classmethod
    def at(cls, url: str, *, endpoint: str | None = None) -> "ObjectStore":
        """`s3://`, `gs://` or `abfs://` and the like; credentials from the environment."""
        scheme = url.partition("://")[0]
        if scheme == "s3":
            return cls.s3(url, endpoint=endpoint)
        try:
            return cls(obstore.store.from_url(url), url, by_version=scheme in ("gs", "gcs"))
        except (BaseError, ValueError) as error:
            raise UsageError(f"{url}: {_said(error)}") from None

    @classmethod
    def s3(cls, url: str, *, endpoint: str | None = None, **settings: Any) -> "ObjectStore":
        """`s3://bucket/prefix`; credentials and region from the environment, unless `settings` (obstore's) name them."""
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        if endpoint is not None:
            settings |= {"endpoint": endpoint, "virtual_hosted_style_request": False}
            if endpoint.startswith("http://"):
                settings["client_options"] = {"allow_http": True}
        return cls(S3Store(bucket, prefix=prefix or None, **settings), url)

    @property
    def name(self) -> str:
        """Its address."""
        return self._name

    def get(self, key: str) -> tuple[bytes, str] | None:
        """(content, etag), or None where there is no such object."""
        try:
            found = obstore.get(self._store, key)
            return bytes(found.bytes()), self._etag(found.meta)
        except FileNotFoundError:
            return None
        except BaseError as error:
            raise self._failed(key, error) from error

    def create(self, key: str, content: bytes) -> str:
        """Put an object that must not be there yet; its etag. Raises ConflictError."""
        return self._put(key, content, "create")

    def replace(self, key: str, content: bytes, etag: str) -> str:
        """Put an object over the one with this etag; the new etag. Raises ConflictError."""
        return self._put(key, content, {self._token: etag})

    def put(self, key: str, content: bytes) -> None:
        """Put an object over whatever is there: for what only one writes."""
        self._put(key, content, "overwrite")

    def delete(self, key: str) -> None:
        """Remove an object; none there is no fault."""
        try:
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise self._failed(key, error) from error

    def list(self, prefix: str) -> Iterator[Entry]:
        """The objects whose keys begin so (with a whole part of the path)."""
        try:
            for page in obstore.list(self._store, prefix=prefix or None):
                for one in page:
                    yield Entry(one["path"], one["size"], self._etag(one))
        except BaseError as error:
            raise self._failed(prefix, error) from error

    def size(self, key: str) -> int:
        """Bytes of an object. Raises FileNotFoundError."""
        try:
            return int(obstore.head(self._store, key)["size"])
        except BaseError as error:
            raise self._failed(key, error) from error

    def read(self, key: str, begin: int, end: int) -> bytes:
        """Some bytes of an object. Raises FileNotFoundError."""
        try:
            return bytes(obstore.get_range(self._store, key, start=begin, end=end))
        except BaseError as error:
            raise self._failed(key, error) from error

    def _put(self, key: str, content: bytes, mode: Any) -> str:
        try:
            # One PUT, never in parts: only a whole object can be conditional everywhere.
            return self._etag(obstore.put(self._store, key, content, mode=mode, use_multipart=False))
        except (AlreadyExistsError, PreconditionError) as error:
            raise ConflictError(f"{self._name}/{key}: another writer was there first; run again when it has finished") from error
        except BaseError as error:
            raise self._failed(key, error) from error

    def _etag(self, facts: Any) -> str:
        return str(facts[self._token])

    def _failed(self, key: str, error: Exception) -> OutputError:
        return OutputError(f"{self._name}/{key}: {_said(error)}; nothing is lost: {_way_out(error)}")


def _said(error: Exception) -> str:
    """An error's own words in a line, without the library's dump of itself behind them."""
    return " ".join(str(error).partition("Debug source:")[0].split())[:300]


def _way_out(error: Exception) -> str:
    text = str(error)
    if isinstance(error, UnauthenticatedError | PermissionDeniedError) or any(one in text for one in _CREDENTIALS):
        return "give credentials that may read and write there (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the store's own), and run again"
    return "run again"


_CREDENTIALS = ("169.254.", "metadata.google", "/latest/api/token", "credential")
"""Of addresses and words: where a store's credentials were looked for last, and not found."""
