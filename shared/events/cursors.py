"""Places in a change feed, opaque to readers: not secret, so not signed, but bound to the feed."""

import base64
import binascii
import re

from shared.errors import FieldError
from shared.events.errors import FeedCursorInvalid

_PLACE = re.compile(r"(?P<service>[a-z]+):(?P<position>0|[1-9][0-9]{0,17})", re.ASCII)


def write_cursor(service: str, position: int) -> str:
    """The cursor behind a position; zero is the beginning."""
    return base64.urlsafe_b64encode(f"{service}:{position}".encode()).rstrip(b"=").decode()


def read_cursor(service: str, cursor: str) -> int:
    """The position of a cursor; the empty one is the beginning."""
    if not cursor:
        return 0
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        place = _PLACE.fullmatch(base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii"))
    except (UnicodeError, binascii.Error):
        place = None
    if place is None or place["service"] != service:
        raise FeedCursorInvalid(errors=[FieldError("feed_cursor_invalid", parameter="cursor")])
    return int(place["position"])
