"""Events as siblings would tell them, and a feed that hands them out page by page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.db.ids import new_id
from shared.events.cursors import read_cursor, write_cursor
from shared.events.event import Event

START = datetime(2017, 3, 1, 2, tzinfo=UTC)
COUNTY = "37.3708.370828."
LAIWU = "371202"


@dataclass
class Teller:
    """Tells of things in one feed, each event at a later second and the next position."""

    feed: str
    events: list[Event] = field(default_factory=list)

    def tell(self, name: str, subject: UUID, day: date, **data: Any) -> Event:
        position = len(self.events) + 1
        sequence = sum(each.subject == subject for each in self.events) + 1
        business = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        event = Event(
            id=new_id(),
            service=self.feed,
            name=name,
            subject=subject,
            time=START + timedelta(seconds=position),
            position=position,
            data={"sequence": sequence, "business_at": business.isoformat(), **data},
        )
        self.events.append(event)
        return event

    async def get(self, _path: str, asked: Mapping[str, str]) -> Mapping[str, Any]:
        """What the change feed of this service answers."""
        after = read_cursor(self.feed, asked.get("cursor", ""))
        page = [each for each in self.events if each.position > after][: int(asked["limit"])]
        last = page[-1].position if page else after
        return {"items": [written(each) for each in page], "next_cursor": write_cursor(self.feed, last)}


def written(event: Event) -> dict[str, Any]:
    return {**event.written(), "time": event.time.isoformat()}


def an_organisation(registry: Teller, day: date, region: str = "370828", **facts: Any) -> UUID:
    subject = new_id()
    told = {"status": "active", "effective_on": day.isoformat()}
    known = {"region_code": region, "category": "export_enterprise", "status": "active", **facts}
    registry.tell("organisation.registered", subject, day, facts=known, **told)
    return subject


def a_title(review: Teller, day: date, last: date, **data: Any) -> UUID:
    subject = new_id()
    told = {"state": "active", "valid_from": day.isoformat(), "valid_to": last.isoformat()}
    usual = {"kind": "status", "region_path": COUNTY, "subject_id": str(new_id())}
    review.tell("title.granted", subject, day, **{**told, **usual, **data})
    return subject


def ids(events: Iterable[Event]) -> Sequence[UUID]:
    return [event.id for event in events]
