"""Where the bytes lie: a folder, or an S3 bucket, under random keys."""

import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from shared.files.errors import StoreSilent

INCOMING: Final = "incoming"
KEPT: Final = "kept"
ABSENT: Final = (FileNotFoundError, NotFoundError)
RETRY_SECONDS: Final = 5


def new_key(room: str) -> str:
    """A key that tells nothing about the file: 128 random bits, spread over folders."""
    name = secrets.token_hex(16)
    return f"{room}/{name[:2]}/{name[2:]}"


def open_store(url: str, **configuration: Any) -> "Store":
    """The store at `file:///folder` or `s3://bucket/prefix`.

    S3 takes its address and credentials from AWS_ENDPOINT, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
    AWS_REGION and AWS_ALLOW_HTTP, or from `configuration`.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Store(LocalStore(str(folder)))
    if parts.scheme != "s3":
        raise ValueError(f"files live in file:// or s3://, not in {parts.scheme or 'nothing'}://")
    return Store(from_url(url, **configuration))


@dataclass(frozen=True, slots=True)
class Store:
    """Whole objects only: what was cut off while it came in never appears under its key."""

    objects: Any

    async def put(self, key: str, content: AsyncIterator[bytes]) -> None:
        """Write an object; if the content ends in an exception, nothing is written."""
        with _answering():
            await obstore.put_async(self.objects, key, content)

    async def move(self, key: str, to: str) -> bool:
        """Give an object another key; false when there is none."""
        try:
            with _answering():
                await obstore.rename_async(self.objects, key, to)
        except ABSENT:
            return False
        return True

    async def read(self, key: str) -> AsyncIterator[bytes]:
        """The bytes of an object, in pieces."""
        with _answering():
            found = await obstore.get_async(self.objects, key)
            async for piece in found.stream():
                yield bytes(piece)

    async def delete(self, key: str) -> None:
        """Remove an object, if it is there."""
        try:
            with _answering():
                await obstore.delete_async(self.objects, key)
        except ABSENT:
            return


@contextmanager
def _answering() -> Iterator[None]:
    """A store that fails is a service that cannot be had for now."""
    try:
        yield
    except NotFoundError:
        raise
    except BaseError as fault:
        raise StoreSilent(retry_after=RETRY_SECONDS) from fault
