"""Addresses that carry their own permission: signed, for one file and one verb, and soon over."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from shared.files.errors import FileLinkInvalid
from shared.time.clock import instant

UPLOAD_LIFE: Final = timedelta(minutes=15)
DOWNLOAD_LIFE: Final = timedelta(seconds=60)


class Verb(StrEnum):
    """What an address allows."""

    UPLOAD = "uploads"
    DOWNLOAD = "files"


@dataclass(frozen=True, slots=True)
class Link:
    """An address on the gateway's host, and when it is over."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and checks the addresses of one service."""

    service: str
    gateway_url: str
    data_key: bytes = field(repr=False)
    now: Callable[[], datetime] = instant

    def upload(self, file_id: UUID) -> Link:
        """Where to PUT the content."""
        return self._link(Verb.UPLOAD, file_id, UPLOAD_LIFE)

    def download(self, file_id: UUID) -> Link:
        """Where to GET the content."""
        return self._link(Verb.DOWNLOAD, file_id, DOWNLOAD_LIFE)

    def check(self, verb: Verb, file_id: UUID, *, expires: int, signature: str) -> None:
        """Raise `FileLinkInvalid` unless this address was made here and is not over."""
        good = hmac.compare_digest(self._signature(verb, file_id, expires).encode(), signature.encode())
        if not good or expires < self.now().timestamp():
            raise FileLinkInvalid

    def _link(self, verb: Verb, file_id: UUID, life: timedelta) -> Link:
        expires = int((self.now() + life).timestamp())
        path = f"/{self.service}/v1/{verb}/{file_id}/content"
        query = f"expires={expires}&signature={self._signature(verb, file_id, expires)}"
        url = f"{self.gateway_url.rstrip('/')}{path}?{query}"
        return Link(url, datetime.fromtimestamp(expires, UTC))

    def _signature(self, verb: Verb, file_id: UUID, expires: int) -> str:
        key = hmac.digest(self.data_key, b"lupin file link v1", "sha256")
        said = f"{self.service}\n{verb}\n{file_id}\n{expires}".encode()
        return base64.urlsafe_b64encode(hmac.digest(key, said, hashlib.sha256)).rstrip(b"=").decode()
