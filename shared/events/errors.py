"""How a reader of the change feed is turned down."""

from shared.errors import Gone, Invalid, Unavailable


class FeedCursorInvalid(Invalid):
    """The cursor is none of this feed's."""


class FeedCursorAhead(Gone):
    """The cursor lies beyond the feed's end: the service was restored to an earlier day; begin at zero."""


class FeedBusy(Unavailable):
    """Too many readers are waiting already."""
