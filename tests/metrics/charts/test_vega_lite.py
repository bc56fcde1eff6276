"""The same pictures as Vega-Lite: valid by its own schema, with the figures inside."""

from typing import Any, Literal

import altair as alt
import pytest
from jsonschema import ValidationError

from services.metrics.pictures.rules import Kind, Picture
from services.metrics.pictures.service import Words
from services.metrics.vega_lite.rules import SCHEMA, specified
from tests.metrics.charts.pictures import ALL, course, funnel, gauge, mosaic, picture


def specification(shown: Picture, language: Literal["zh-CN", "en"] = "zh-CN") -> dict[str, Any]:
    words = Words(language)
    return specified(shown, words.say, words.describe(shown))


def rows(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All data of a specification, layer by layer."""
    parts = [spec, *spec.get("layer", [])]
    return [row for part in parts for row in part.get("data", {}).get("values", [])]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("shown", ALL, ids=lambda each: each.kind)
def test_M10_a_specification_is_valid_vega_lite(shown: Picture, language: Literal["zh-CN", "en"]) -> None:
    spec = specification(shown, language)
    assert spec["$schema"] == SCHEMA
    assert alt.LayerChart.from_dict(spec).to_dict()["layer"]


def test_what_is_no_vega_lite_is_found_to_be_none() -> None:
    spec = specification(gauge(None))
    spec["layer"][0]["mark"] = {"type": "picture"}
    with pytest.raises(ValidationError):
        alt.LayerChart.from_dict(spec)


def test_the_figures_are_in_the_specification() -> None:
    assert [
        row["value"]
        for row in rows(specification(picture(Kind.PATH, course())))
        if row.get("what") == "历年数据"
    ] == [90, 180, 280, 390]
    tiles = rows(specification(picture(Kind.TILES, mosaic())))
    assert [(row["name"], row["now"], row["state"]) for row in tiles][-1] == ("莱城区", "莱芜区", "未知")
    stages = rows(specification(picture(Kind.FUNNEL, funnel()), "en"))
    assert [(row["stage"], row["count"], row["wanted"]) for row in stages][1] == ("Candidates", 196, 200)
