"""What metrics listens to; what it publishes stands in its README."""

from collections.abc import Mapping, Sequence

from services.metrics.facts.repository import SUBSCRIPTION
from services.metrics.facts.service import follow
from services.metrics.feeds.rules import FEEDS
from shared.app.house import House
from shared.db.work import Database
from shared.events.consumer import Consumer, Fetch, Subscription


def feeds(house: House) -> Mapping[str, Fetch]:
    """Each sibling's feed, read through the gateway with the service's own token."""
    return {feed: house.sibling(feed).get for feed in FEEDS}


def consumers(house: House, database: Database) -> Sequence[Consumer]:
    """One consumer for each feed; it asks for all types, so that an unknown one is kept and not lost."""
    return [
        Consumer(database, fetch, Subscription(feed=feed, name=SUBSCRIPTION, apply=follow))
        for feed, fetch in feeds(house).items()
    ]
