"""One event of a change feed, as CloudEvents 1.0 writes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

SPECIFICATION: Final = "1.0"
PREFIX: Final = "cn.lupin"


def event_type(service: str, event: str) -> str:
    """`cn.lupin.review.application.submitted.v1` of `application.submitted`."""
    return f"{PREFIX}.{service}.{event}.v1"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to one thing. `position` is its place in the feed; `id` names it for ever."""

    id: UUID
    service: str
    name: str
    """Noun and past participle, such as `application.submitted`."""
    subject: UUID
    time: datetime
    position: int
    data: Mapping[str, Any]
    """The facts of the contract, with `sequence` (place in the history) and `state` after the step."""

    def written(self) -> dict[str, Any]:
        """The event as CloudEvents JSON; `position` is text because an extension's integers have 32 bits."""
        return {
            "specversion": SPECIFICATION,
            "id": str(self.id),
            "source": f"/{self.service}",
            "type": event_type(self.service, self.name),
            "subject": str(self.subject),
            "time": self.time,
            "datacontenttype": "application/json",
            "position": str(self.position),
            "data": self.data,
        }

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self:
        """The event that a sibling wrote; unknown members are left alone."""
        service = written["source"].removeprefix("/")
        return cls(
            id=UUID(written["id"]),
            service=service,
            name=written["type"].removeprefix(f"{PREFIX}.{service}.").removesuffix(".v1"),
            subject=UUID(written["subject"]),
            time=datetime.fromisoformat(written["time"]),
            position=int(written["position"]),
            data=written["data"],
        )
