"""What a figure in the forms of SDMX is called, and which ones a key means."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from services.metrics.indicators.rules import Unit
from services.metrics.indicators.service import shipped_indicators
from services.metrics.readings.rules import Origin
from services.metrics.sdmx.errors import KeyUnfit
from services.metrics.sdmx.repository import SeriesKey
from services.metrics.sdmx.rules import KEYED, Frequency
from services.metrics.wordings.rules import called
from shared.codes.regions import Regions
from shared.errors import FieldError
from shared.http.language import Language
from shared.text.yaml_text import read_yaml

CATALOGUE: Final = Path(__file__).parents[1] / "catalogue" / "sdmx.yaml"
UNITS: Final = {unit: "CNY" if unit is Unit.YUAN else unit.value.upper() for unit in Unit}
_ANY: Final = {"*", ""}


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    words: dict[str, dict[str, dict[str, str]]] = read_yaml(CATALOGUE.read_text("utf-8"))
    return words


def unit_of(series: str) -> str | None:
    """The unit of a series of the catalogue."""
    indicator = shipped_indicators().by_code.get(series)
    return None if indicator is None else UNITS[indicator.unit]


def names_in(language: Language) -> Callable[[str, str], str]:
    """Names of components and codes for a reader; a code that nobody named is its own name."""

    def name(component: str, code: str) -> str:
        word = _words().get(component, {}).get(code)
        if word is not None:
            return word[language]
        indicator = shipped_indicators().by_code.get(code) if component == "INDICATOR" else None
        if indicator is not None:
            return indicator.name.en if language == "en" else indicator.name.zh
        if component == "REF_AREA" and code in Regions.shipped():
            return called(code) if language == "en" else Regions.shipped().full_name(code)
        return code

    return name


def key_of(text: str) -> SeriesKey:
    """`A.online_retail.370000.*`, or `*` for all; KeyUnfit where it means nothing."""
    parts = ["*"] * len(KEYED) if text in _ANY else text.split(".")
    if len(parts) != len(KEYED):
        raise KeyUnfit(errors=[FieldError("series_key_parts", parameter="key", params={"count": len(KEYED)})])
    frequency, series, region, origin = (None if part in _ANY else part for part in parts)
    if frequency not in {None, *Frequency} or origin not in {None, *Origin}:
        raise KeyUnfit(errors=[FieldError("series_key_unknown", parameter="key")])
    return SeriesKey(
        frequency=None if frequency is None else Frequency(frequency),
        series=series,
        region=region,
        origin=origin,
    )
