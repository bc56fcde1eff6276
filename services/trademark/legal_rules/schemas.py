"""Legal rules on the wire."""

from collections.abc import Sequence
from typing import Any

from pydantic import ConfigDict, Field

from services.trademark.legal_rules.rules import Calculation, Confidence, Direction, Roll, Service
from shared.http.models import Answer, Day

_EXAMPLE: dict[str, Any] = {
    "code": "opposition",
    "edition": "cn_2019",
    "jurisdiction": "CN",
    "right_kind": "trademark",
    "trigger_event": "preliminarily_published",
    "period": "P3M",
    "direction": "after",
    "calculation": "response",
    "roll": "next_working_day",
    "service": "on_event",
    "valid_from": "2019-11-01",
    "valid_to": "2026-12-31",
    "article": "33",
    "source": "中华人民共和国商标法（2019年4月23日第四次修正）",
    "confidence": "read",
}


class LegalRuleOut(Answer):
    """One legal figure in one edition of the law."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    code: str = Field(description="Name of the rule, the same in every edition.")
    edition: str = Field(description="Edition of the law.")
    jurisdiction: str = Field(description="Country, ISO 3166-1.")
    right_kind: str = Field(description="What kind of right.")
    trigger_event: str = Field(description="The event that sets the period going.")
    period: str = Field(description="ISO 8601: P10Y, P6M, P15D.")
    direction: Direction = Field(description="after the trigger, or before it.")
    calculation: Calculation = Field(
        description="term: ends on the day before the corresponding day; response: on it."
    )
    roll: Roll = Field(description="Where a last day without work goes.")
    service: Service = Field(description="Counted from the event, or from the receipt of its notice.")
    valid_from: Day = Field(description="First day of the edition.")
    valid_to: Day | None = Field(None, description="Last day of the edition.")
    article: str | None = Field(None, description="Article; absent while the text was not read.")
    source: str = Field(description="Where it is written.")
    confidence: Confidence = Field(
        description="read in the law, known from secondary sources, or not verified."
    )
    note_zh: str | None = Field(None, description="What to know beside it, in Chinese.")
    note_en: str | None = Field(None, description="The same in English.")


class LegalRulesOut(Answer):
    """The rules in force on a day."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"on": "2026-11-22", "catalogue_version": 1, "items": [_EXAMPLE]}}
    )

    on: Day = Field(description="The day asked for.")
    catalogue_version: int = Field(description="Which catalogue was taken over last.")
    items: Sequence[LegalRuleOut] = Field(description="In the order of the catalogue.")


class CountedOut(Answer):
    """A period that was counted, with the rule behind it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "from_on": "2020-07-06",
                "nominal_on": "2020-10-06",
                "due_on": "2020-10-09",
                "last_safe_on": "2020-09-30",
                "provisional": False,
                "straddles": False,
                "rule": _EXAMPLE,
            }
        }
    )

    from_on: Day = Field(description="The day of the trigger.")
    nominal_on: Day = Field(description="The last day by the text (the first one, where counted back).")
    due_on: Day = Field(description="The same after rolling to a working day, where the rule rolls.")
    last_safe_on: Day = Field(description="The last working day that relies on no rolling.")
    provisional: bool = Field(description="Rests on holidays that are not published yet.")
    straddles: bool = Field(
        description="Begins under one edition and ends under another; which governs was not found."
    )
    rule: LegalRuleOut = Field(description="The rule it was counted by.")
