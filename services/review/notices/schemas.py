"""What crosses the wire about notices."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.review.notices.workflow import EntryState, NoticeAction, NoticeState
from shared.http.models import Answer, Day, Instant, StrictModel, Text, Version

MOST_ENTRIES = 500


class DraftNotice(StrictModel):
    """Lists ranked or reserve applications, or removed ones anew, for a notice; no seat is taken yet."""

    round_id: UUID = Field(description="The round whose ranking is published.")
    application_ids: Annotated[
        list[UUID],
        Field(
            min_length=1, max_length=MOST_ENTRIES, description="In the order in which they are to be read."
        ),
    ]
    text: Text = Field(description="The words above the list.", examples=["拟重点培育企业名单公示如下。"])


class TakeNoticeStep(StrictModel):
    """A step of a notice."""

    action: NoticeAction = Field(
        description="`open` begins the working days and seats each entry; `discard` drops the draft."
    )


class NoticeOut(Answer):
    """A public notice."""

    id: UUID
    number: str = Field(description="Human number, unique.", examples=["internet_plus_brand-2017-N1"])
    round_id: UUID
    state: NoticeState
    text: str
    working_days: int = Field(description="How many working days it runs.")
    opened_at: Instant | None = Field(None, description="When it was opened.")
    closes_on: Day | None = Field(None, description="Its last day; objections may be filed on it.")
    provisional: bool = Field(description="Counted with a year whose holidays are not published yet.")
    version: Version


class PublishedFacts(Answer):
    """What the public reads of an entry: exactly what the hash covers."""

    application_number: str
    organisation_name: str
    region_code: str
    category: str


class NoticeEntryOut(Answer):
    """One entry of a notice."""

    id: UUID
    notice_id: UUID
    application_id: UUID
    place: int
    state: EntryState
    snapshot: PublishedFacts
    snapshot_hash: str = Field(description="SHA-256 of the canonical JSON of `snapshot`, in hex.")
    version: Version
