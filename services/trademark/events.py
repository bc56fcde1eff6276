"""What trademark listens to; what it publishes stands in its README."""

from collections.abc import Sequence

from services.trademark.timekeeping.service import HOLDERS
from shared.app.house import House
from shared.db.work import Database
from shared.events.calendars import CALENDAR
from shared.events.consumer import Consumer


def consumers(house: House, database: Database) -> Sequence[Consumer]:
    """One consumer for each subscription, reading through the gateway."""
    registry = house.sibling("registry")
    return [Consumer(database, registry.get, each) for each in (CALENDAR, HOLDERS)]
