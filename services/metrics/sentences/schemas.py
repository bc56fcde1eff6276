"""Sentences on the wire."""

from pydantic import ConfigDict, Field

from services.metrics.aims.schemas import FormalTarget
from shared.http.models import Answer


class SentenceOut(Answer):
    """A sentence and the formal target that it says."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "sentence": "2017年，山东省（370000）当期“网络零售额”（元）不少于6000亿元（承诺性）。",
                "formal": {
                    "window": {"until": 2017},
                    "region": "370000",
                    "quantifier": {"kind": "total"},
                    "basis": "flow",
                    "measure": {"kind": "series", "code": "online_retail"},
                    "unit": "yuan",
                    "comparator": {
                        "kind": "compare",
                        "relation": "at_least",
                        "bound": {"kind": "constant", "value": "600000000000"},
                    },
                    "binding": "committed",
                },
            }
        }
    )

    sentence: str = Field(description="As it was sent.")
    formal: FormalTarget = Field(description="What it says, in the form that is judged.")
