"""Opaque cursors: the place in a list, signed and bound to the question it belongs to."""

import base64
import binascii
import hashlib
import hmac
from typing import Any

import orjson

_SIGNATURE = 16


class CursorForgedError(ValueError):
    """The text is not a cursor of ours, or not one for this question."""


def cursor_key(data_key: bytes) -> bytes:
    """The signing key for cursors, derived so that the data key itself is never a signature key."""
    return hmac.digest(data_key, b"lupin list cursor v1", "sha256")


def seal(key: bytes, place: list[Any], *, question: str) -> str:
    """A cursor for `place` (JSON values) within the list that `question` describes."""
    payload = orjson.dumps(place)
    return base64.urlsafe_b64encode(_sign(key, payload, question) + payload).rstrip(b"=").decode()


def unseal(key: bytes, cursor: str, *, question: str) -> list[Any]:
    """The place, or `CursorForgedError`."""
    try:
        raw = base64.b64decode(
            cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
        )
    except (ValueError, binascii.Error):
        raise CursorForgedError from None
    signature, payload = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not hmac.compare_digest(signature, _sign(key, payload, question)):
        raise CursorForgedError
    place: list[Any] = orjson.loads(payload)
    return place


def _sign(key: bytes, payload: bytes, question: str) -> bytes:
    bound = len(payload).to_bytes(4, "big") + payload + question.encode()
    return hmac.digest(key, bound, hashlib.sha256)[:_SIGNATURE]
