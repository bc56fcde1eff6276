"""Indicators: what is counted, in which unit, and by which formula."""

from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from services.metrics.indicators.schemas import ShippedIndicator, ShippedIndicators
from services.metrics.indicators.service import Indicators
from shared.expressions import ExpressionError, Fault

API = "/metrics/v1/indicators"


def an_indicator(code: str, **members: Any) -> ShippedIndicator:
    said = {
        "code": code,
        "edition": 1,
        "name": {"zh-CN": f"指标{code}", "en": code},
        "definition": "定义",
        "unit": "yuan",
        "direction": "more",
        "source": "formula" if "formula" in members else "reported",
        "over_regions": "sum",
        "over_periods": "sum",
        **members,
    }
    return ShippedIndicator.model_validate(said)


def compiled(*indicators: ShippedIndicator) -> Indicators:
    return Indicators.of(ShippedIndicators(indicators=indicators))


async def test_M02_anyone_may_read_definition_unit_and_formula(client: httpx.AsyncClient) -> None:
    """M02: definition, unit, direction, source, formula and roll-up."""
    found = {each["code"]: each for each in (await client.get(API)).json()["items"]}
    share = found["online_share"]
    assert share["reads"] == ["online_retail", "retail_total"]
    assert (share["unit"], share["over_regions"]) == ("ratio", "parts")
    assert "formula" not in found["online_retail"]
    assert (await client.get(f"{API}/ecommerce_growth")).json()["reads"] == ["ecommerce_volume"]


async def test_an_indicator_nobody_shipped_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{API}/nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "indicator_not_found")


def test_M02_a_ratio_is_never_added_up() -> None:
    with pytest.raises(ValidationError, match="never added up"):
        an_indicator("share", unit="ratio", formula="1")


@pytest.mark.parametrize(
    ("formulas", "fault"),
    [
        ({"a": "@b", "b": "@a"}, Fault.CYCLE),
        ({"a": "@money + @firms"}, Fault.UNITS_DIFFER),
        ({"a": "@nowhere"}, Fault.UNKNOWN_NAME),
    ],
)
def test_a_formula_that_cannot_be_is_refused(formulas: dict[str, str], fault: Fault) -> None:
    with pytest.raises(ExpressionError) as refused:
        compiled(
            an_indicator("money"),
            an_indicator("firms", unit="enterprise"),
            *(an_indicator(code, formula=text) for code, text in formulas.items()),
        )
    assert refused.value.code is fault


def test_two_indicators_never_share_a_name() -> None:
    with pytest.raises(ValueError, match="one name"):
        compiled(an_indicator("a"), an_indicator("b", name={"zh-CN": "指标a", "en": "b"}))
