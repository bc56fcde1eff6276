"""Charts on the wire."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pydantic import ConfigDict, Field

from services.metrics.pictures.rules import Kind
from services.metrics.pictures.service import Language
from shared.http.models import Answer

SVG: Final = "image/svg+xml"
VEGA_LITE: Final = "application/vnd.vegalite.v5+json"
_SPECIFIED: Final = (VEGA_LITE, "application/json", "+json")


class ChartLink(Answer):
    """One picture of a target, and where it lies in both forms."""

    kind: Kind = Field(description="bullet, path, gauge, tiles or funnel.")
    svg: str = Field(description="Path of the SVG document.")
    vega_lite: str = Field(description="Path of the Vega-Lite specification.")


class TargetCharts(Answer):
    """The pictures that suit a target; the first says most."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "target": "product_brands_cap_2015",
                "charts": [
                    {
                        "kind": "gauge",
                        "svg": "/metrics/v1/targets/product_brands_cap_2015/charts/gauge.svg",
                        "vega_lite": "/metrics/v1/targets/product_brands_cap_2015/charts/gauge.vl.json",
                    }
                ],
            }
        }
    )

    target: str = Field(description="Code of the target.")
    charts: Sequence[ChartLink] = Field(description="Best first.")


class ChartsOut(Answer):
    """Every picture of a document's targets."""

    document: str = Field(description="Code of the document.")
    items: Sequence[TargetCharts] = Field(description="In the order of the document.")


def links(target: str, kinds: Sequence[Kind]) -> TargetCharts:
    """Where the pictures of a target lie."""
    below = f"/metrics/v1/targets/{target}/charts"
    return TargetCharts(
        target=target,
        charts=[
            ChartLink(kind=kind, svg=f"{below}/{kind}.svg", vega_lite=f"{below}/{kind}.vl.json")
            for kind in kinds
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which picture in which form and language."""

    kind: Kind
    media_type: str
    language: Language
    heading: bool


def wish_of(picture: str, accept: str, *, language: Language, heading: bool) -> Wish:
    """`gauge.svg` and `gauge.vl.json` say their form; `gauge` is an SVG unless JSON alone is accepted."""
    kind, _, form = picture.partition(".")
    specified = form == "vl.json" or (not form and _wants_json(accept.lower()))
    media_type = VEGA_LITE if specified else SVG
    return Wish(kind=Kind(kind), media_type=media_type, language=language, heading=heading)


def _wants_json(accept: str) -> bool:
    return any(each in accept for each in _SPECIFIED) and not any(
        each in accept for each in (SVG, "image/*", "text/html")
    )
