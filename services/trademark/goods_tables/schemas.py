"""Tables of goods on the wire."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import ConfigDict, Field

from shared.http.models import Answer, Day, Line, StrictModel, Version

GroupCode = Annotated[str, Field(pattern=r"^(0[1-9]|[1-3]\d|4[0-5])\d{2}$")]

_GROUP: dict[str, Any] = {"code": "3105", "title": "未加工的水果及干果", "goods": ["新鲜水果"]}
_NOTE: dict[str, Any] = {"code": "3105", "other": "2904", "note": "跨类似群保护商品"}


class GroupIn(StrictModel):
    """A similar group."""

    model_config = ConfigDict(json_schema_extra={"example": _GROUP})

    code: GroupCode = Field(description="Class and two digits.")
    title: Annotated[Line, Field(max_length=200)] = Field(description="Its heading.")
    goods: Annotated[list[Annotated[Line, Field(max_length=200)]], Field(max_length=2000)] = Field(
        description="Goods or services of the group."
    )


class CrossNoteIn(StrictModel):
    """A note that two groups are similar."""

    model_config = ConfigDict(json_schema_extra={"example": _NOTE})

    code: GroupCode = Field(description="A group of this table.")
    other: GroupCode = Field(description="The group that it is similar to, of any class.")
    note: Annotated[Line, Field(max_length=200)] = Field(description="The note, in the table's words.")


class LoadGoodsTable(StrictModel):
    """The whole table of one class."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "edition": "NCL13-2026", "source": "国家知识产权局公告", "in_force_on": "2026-01-01",
                "groups": [_GROUP], "cross_notes": [_NOTE],
            }
        }
    )  # fmt: skip

    edition: Annotated[Line, Field(max_length=40)] = Field(description="Edition.")
    source: Line = Field(description="Where the table was taken from.")
    in_force_on: Day = Field(description="First day on which the edition is in force.")
    groups: Annotated[list[GroupIn], Field(min_length=1, max_length=100)] = Field(description="All groups.")
    cross_notes: Annotated[list[CrossNoteIn], Field(max_length=500)] = Field(
        default_factory=list, description="All notes on similar groups."
    )


class GoodsTableOut(Answer):
    """Which table of a class is loaded."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "nice_class": 31, "edition": "NCL13-2026", "source": "国家知识产权局公告",
                "in_force_on": "2026-01-01", "groups": 12, "version": 1,
            }
        }
    )  # fmt: skip

    nice_class: int = Field(description="The class.")
    edition: str = Field(description="Edition.")
    source: str = Field(description="Where the table was taken from.")
    in_force_on: Day = Field(description="First day on which the edition is in force.")
    groups: int = Field(description="How many groups it has.")
    version: Version


class GoodsTablesOut(Answer):
    """The tables that are loaded, and the classes of which none is."""

    items: Sequence[GoodsTableOut] = Field(description="Loaded tables by class.")
    not_read: Sequence[int] = Field(description="Classes without a table.")
