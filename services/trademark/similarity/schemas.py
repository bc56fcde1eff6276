"""Similar marks on the wire."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.http.models import Answer, Line, Score, StrictModel

NiceClass = Annotated[int, Field(ge=1, le=45)]
GroupCode = Annotated[str, Field(pattern=r"^(0[1-9]|[1-3]\d|4[0-5])\d{2}$")]


class Coverage(StrEnum):
    """Whether a table was there to be read."""

    READ = "read"
    NOT_READ = "not_read"


class GoodsRelation(StrEnum):
    """How the goods of a hit stand to those asked for."""

    SAME_GROUP = "same_group"
    RELATED_GROUP = "related_group"
    NOT_READ = "not_read"


class FindSimilarMarks(StrictModel):
    """A name to be compared with registered and filed marks."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"name": "蒜鲁红", "classes": [31], "groups": ["3105"]}}
    )

    name: Annotated[Line, Field(max_length=100)] = Field(description="The name.")
    classes: Annotated[list[NiceClass], Field(max_length=45)] = Field(
        default_factory=list, description="Nice classes; none: all."
    )
    groups: Annotated[list[GroupCode], Field(max_length=50)] = Field(
        default_factory=list, description="Similar groups of the goods; hits with other goods are left out."
    )
    limit: Annotated[int, Field(ge=1, le=100)] = Field(20, description="How many hits at most.")


class ReasonOut(Answer):
    """Why two names are alike."""

    code: str = Field(description="Stable code.")
    text: str = Field(description="In the language of the caller.")


class SimilarMarkOut(Answer):
    """A mark that is like the name."""

    mark_id: UUID = Field(description="The mark.")
    number: str = Field(description="Number of registration or filing.")
    name: str = Field(description="Its name.")
    classes: Sequence[int] = Field(description="Its classes.")
    status: str = Field(description="Its state.")
    score: Score = Field(description="From 0 to 1.")
    reasons: Sequence[ReasonOut] = Field(description="Why, strongest first; never empty.")
    goods: GoodsRelation | None = Field(
        None, description="Only when groups were asked for: not_read where the goods cannot be judged."
    )


class ClassCoverageOut(Answer):
    """What was read of a class; not_read is not the same as free of conflicts."""

    nice_class: int = Field(description="The class.")
    marks: Coverage = Field(description="Whether marks of it are loaded.")
    goods: Coverage = Field(description="Whether its table of similar groups is loaded.")


class SimilarMarksOut(Answer):
    """Hits, most alike first, and what they were looked for in."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [
                    {
                        "mark_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                        "number": "12345678",
                        "name": "蒜鲁虹",
                        "classes": [31],
                        "status": "registered",
                        "score": "0.9700",
                        "reasons": [{"code": "alike_sound", "text": "读音相同（suanluhong）。"}],
                    }
                ],
                "classes": [{"nice_class": 31, "marks": "read", "goods": "not_read"}],
            }
        }
    )

    items: Sequence[SimilarMarkOut] = Field(description="Hits.")
    classes: Sequence[ClassCoverageOut] = Field(description="Every class asked for, read or not.")
