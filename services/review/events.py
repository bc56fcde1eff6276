"""What review listens to; what it publishes stands in its README."""

from collections.abc import Sequence

from services.review.calendars.service import follow_calendar
from shared.app.house import House
from shared.db.work import Database
from shared.events.consumer import Consumer, Subscription

CALENDAR = Subscription(
    feed="registry",
    name="calendar",
    types=("calendar_day.changed", "calendar_year.published"),
    apply=follow_calendar,
)


def consumers(house: House, database: Database) -> Sequence[Consumer]:
    """One consumer for each subscription, reading through the gateway."""
    registry = house.sibling("registry")
    return [Consumer(database, registry.get, CALENDAR)]
