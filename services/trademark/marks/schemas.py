"""Marks on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import ConfigDict, Field

from services.trademark.marks.workflow import Flag, MarkKind, MarkNote, MarkState, MarkStatus, MarkStep
from shared.http.models import Answer, Day, Instant, Line, StrictModel, Version

Number = Annotated[
    str, Field(pattern=r"^[0-9A-Z]{1,20}$", description="Number of the application or registration.")
]
Class = Annotated[int, Field(ge=1, le=45)]
_ID = "01890a5d-ac96-774b-bcce-b302099a8057"
_ITEM: dict[str, Any] = {
    "id": _ID,
    "number": "13579246",
    "name": "金乡蒜都",
    "kind": "product",
    "classes": [31],
    "holder_name": "金乡县大蒜产业有限公司",
    "holder_country": "CN",
    "region_path": "37.3708.370828.",
    "status": "registered",
    "valid": True,
    "filed_on": "2013-02-05",
    "registered_on": "2014-04-07",
    "expires_on": "2024-04-06",
    "version": 1,
}


class HolderIn(StrictModel):
    """Who holds the mark: an organisation that registry knows, or a name."""

    organisation_id: UUID | None = Field(None, description="Registry's identifier.")
    name: Line | None = Field(None, description="Name, where registry knows none.")
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] = Field("CN", description="ISO 3166-1.")
    region_code: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = Field(
        None, description="Where the mark is looked after, of a holder whom registry does not know."
    )


LineNumber = Annotated[int, Field(ge=1, le=100_000)]


class GoodsIn(StrictModel):
    """One goods or service line."""

    class_number: Class = Field(description="Class of the Nice classification.")
    group_code: Annotated[str, Field(pattern="^[0-9]{4}$")] | None = Field(None, description="Similar group.")
    name: Annotated[Line, Field(max_length=400)] = Field(description="As the list of goods writes it.")


class Representation(StrictModel):
    """How the mark looks or sounds."""

    form: Literal["word", "device", "combined", "three_dimensional", "colour", "sound", "dynamic"] = Field(
        description="Form of the sign; dynamic ones from 2027-01-01."
    )
    text: Line | None = Field(None, description="Words in it, or a description.")
    file_id: UUID | None = Field(
        None, description="Picture or sound: a file that has been uploaded and checked."
    )


class EnterMark(StrictModel):
    """A mark enters the register with its application."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": "13579246",
                "name": "金乡蒜都",
                "kind": "product",
                "filed_on": "2013-02-05",
                "holder": {"name": "金乡县大蒜产业有限公司", "region_code": "370828"},
                "goods": [{"class_number": 31, "group_code": "3105", "name": "新鲜大蒜"}],
                "source": "商标公告第1400期",
            }
        }
    )

    number: Number
    name: Line = Field(description="The mark in words; of a device, what it is called.")
    kind: MarkKind = Field(description="product, service, collective or certification.")
    filed_on: Day = Field(description="Day of application.")
    holder: HolderIn = Field(description="Applicant, later holder.")
    agent: Line | None = Field(None, description="Agency.")
    goods: Annotated[list[GoodsIn], Field(min_length=1, max_length=500)] = Field(description="Goods lines.")
    representations: Annotated[list[Representation], Field(max_length=10)] = Field(
        [], description="Pictures and sounds."
    )
    source: Line = Field(description="Gazette or document that says so.")


class RecordEvent(StrictModel):
    """What the office, a court or the parties did."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"kind": "registered", "legal_on": "2014-04-07", "source": "商标公告第1402期"}
        }
    )

    kind: MarkStep | MarkNote = Field(description="The event.")
    legal_on: Day = Field(description="The day from which it counts.")
    goods: Annotated[list[LineNumber], Field(min_length=1, max_length=500)] | None = Field(
        None, description="Numbers of the lines that it touches; all when absent."
    )
    holder: HolderIn | None = Field(None, description="The new holder, of a transfer.")
    agent: Line | None = Field(None, description="The new agency.")
    received_on: Day | None = Field(None, description="Day on which its notice was received.")
    expires_on: Day | None = Field(None, description="Last day of the term, where the office says it.")
    source: Line = Field(description="Gazette or document that says so.")


class MarkItem(Answer):
    """A mark in a list."""

    model_config = ConfigDict(json_schema_extra={"example": _ITEM})

    id: UUID = Field(description="Identifier.")
    number: str = Field(description="Number of the application or registration.")
    name: str = Field(description="The mark in words.")
    kind: MarkKind = Field(description="product, service, collective or certification.")
    classes: list[int] = Field(description="Classes of the Nice classification.")
    holder_id: UUID | None = Field(None, description="Registry's identifier of the holder.")
    holder_name: str = Field(description="Holder.")
    holder_country: str = Field(description="Country of the holder, ISO 3166-1.")
    region_path: str = Field(description="Region of the holder, or where the mark is looked after.")
    status: MarkStatus = Field(description="Status, as the code list mark_statuses labels it.")
    valid: bool = Field(description="Whether it counts as a valid registration.")
    filed_on: Day | None = Field(None, description="Day of application.")
    registered_on: Day | None = Field(None, description="Day of registration.")
    expires_on: Day | None = Field(None, description="Last day of the term.")
    version: Version


class GoodsOut(Answer):
    """A goods line with its own state."""

    number: int = Field(description="Number of the line.")
    class_number: int = Field(description="Class of the Nice classification.")
    group_code: str | None = Field(None, description="Similar group.")
    name: str = Field(description="Goods or service.")
    state: MarkState = Field(description="Where this line stands.")


class Descriptor(Answer):
    """The status in the words of others."""

    zh: str = Field(description="Chinese label.")
    en: str = Field(description="English label.")
    tm5: str = Field(description="Common status descriptor of TM5.")
    st66: str = Field(description="Status after WIPO ST.66.")
    st61: str = Field(description="Category after WIPO ST.61.")
    confidence: str = Field(description="How well these three are known.")


_REST: dict[str, Any] = {
    "flags": [],
    "goods": [
        {"number": 1, "class_number": 31, "group_code": "3105", "name": "新鲜大蒜", "state": "registered"}
    ],
    "representations": [{"form": "word", "text": "金乡蒜都"}],
    "descriptor": {
        "zh": "已注册",
        "en": "Registered",
        "tm5": "LIVE/REGISTRATION/Issued and Active",
        "st66": "Registration published",
        "st61": "Registered",
        "confidence": "unverified",
    },
}


class MarkOut(MarkItem):
    """A mark with its goods."""

    model_config = ConfigDict(json_schema_extra={"example": {**_ITEM, **_REST}})

    agent: str | None = Field(None, description="Agency.")
    published_on: Day | None = Field(None, description="Day of preliminary publication.")
    ended_on: Day | None = Field(None, description="Day on which the right or the application ended.")
    flags: list[Flag] = Field(description="What runs beside: proceedings, court, suspension.")
    goods: list[GoodsOut] = Field(description="Goods lines, each with its own state.")
    representations: list[dict[str, Any]] = Field(description="Form, text and file of each.")
    descriptor: Descriptor = Field(description="The status in both languages and in the words of others.")


class EventOut(Answer):
    """An event of the log."""

    sequence: int = Field(description="Order in which it became known.")
    kind: MarkStep | MarkNote = Field(description="The event.")
    legal_on: Day = Field(description="The day from which it counts.")
    received_at: Instant = Field(description="When it became known here.")
    goods: list[int] | None = Field(None, description="Lines that it touches; all when absent.")
    facts: dict[str, Any] = Field(description="What it says of holder, agent and term.")
    source: str = Field(description="Gazette or document.")


class EventsOut(Answer):
    """The log of a mark."""

    items: Sequence[EventOut] = Field(description="In legal order.")


class StandingOut(Answer):
    """A mark as of a day, as known on a day."""

    as_of: Day = Field(description="The day asked for.")
    known_on: Day = Field(description="What was known by the end of this day.")
    state: MarkState = Field(description="State by the events.")
    status: MarkStatus = Field(description="State as shown, time and proceedings considered.")
    valid: bool = Field(description="Whether it counted as a valid registration.")
    definition_version: int = Field(description="Version of what counts as valid.")
    lines: dict[int, MarkState] = Field(description="State of each goods line.")
    holder: dict[str, Any] = Field(description="Holder on that day, as the events say.")
    agent: str | None = Field(None, description="Agency on that day.")
    flags: list[Flag] = Field(description="What ran beside.")
    registered_on: Day | None = Field(None, description="Day of registration.")
    expires_on: Day | None = Field(None, description="Last day of the term.")
    astray: list[int] = Field(description="Sequences of events that fitted nowhere.")
