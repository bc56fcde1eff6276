"""Pictures to draw, and the reading of a drawing."""

from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from services.metrics.attainment.rules import Status
from services.metrics.indicators.rules import Unit
from services.metrics.pictures.rules import (
    Content,
    Course,
    Funnel,
    Gauge,
    Head,
    Kind,
    Level,
    Mark,
    Mosaic,
    Picture,
    Stage,
    Step,
    Tile,
)
from services.metrics.svg.service import draw

NS = "{http://www.w3.org/2000/svg}"
TEXT = "今年拟认定的山东名牌产品不超过300个 <&>"


def picture(kind: Kind, content: Content, **head: Any) -> Picture:
    known: dict[str, Any] = {
        "target": "product_brands_cap_2015",
        "text": TEXT,
        "sentence": "2015年，山东省（370000）……",
        "unit": Unit.ITEM,
        "status": Status.WITHIN,
        "as_of": date(2015, 7, 1),
    }
    return Picture(kind, Head(**{**known, **head}), content)


def gauge(value: Decimal | None, limit: int = 300, **head: Any) -> Picture:
    return picture(Kind.GAUGE, Gauge(Level(value=value, upper=Decimal(limit))), **head)


def course() -> Course:
    """Four past years, half a year gone, a projection with its interval."""
    return Course(
        begins=Mark(date(2013, 12, 31), Decimal(0)),
        bound=Mark(date(2017, 12, 31), Decimal(600)),
        observed=[
            Mark(date(2013 + place, 12, 31), Decimal(value))
            for place, value in enumerate((90, 180, 280, 390))
        ],
        now=Mark(date(2017, 6, 30), Decimal(250)),
        projected=Mark(date(2017, 12, 31), Decimal(500)),
        low=Decimal(460),
        high=Decimal(540),
    )


def mosaic() -> Mosaic:
    """One that meets it, one that does not, one unknown that lies in another region today."""
    return Mosaic(
        boundaries_of=date(2017, 12, 31),
        wanted=Decimal(3),
        tiles=[
            Tile(region="370828", name="金乡县", now=None, value=Decimal(2), holds=True),
            Tile(region="370830", name="汶上县", now=None, value=Decimal(0), holds=False),
            Tile(region="371202", name="莱城区", now="莱芜区", value=None, holds=None),
        ],
    )


def funnel() -> Funnel:
    counts = {
        Stage.APPLIED: 263,
        Stage.CANDIDATE: 196,
        Stage.ELIGIBLE: 150,
        Stage.SELECTED: 50,
        Stage.RESERVE: 10,
    }
    wanted = {Stage.CANDIDATE: Decimal(200), Stage.SELECTED: Decimal(50)}
    return Funnel([Step(stage, Decimal(count), wanted.get(stage)) for stage, count in counts.items()])


ALL = (
    gauge(Decimal(120)),
    gauge(None, status=Status.UNKNOWN, reason="nothing_observed"),
    picture(Kind.BULLET, Level(value=Decimal(196), lower=Decimal(180), upper=Decimal(220))),
    picture(Kind.BULLET, Level(value=None), status=Status.UNKNOWN, reason="no_bound"),
    picture(Kind.PATH, course(), status=Status.AT_RISK),
    picture(Kind.PATH, Course(begins=Mark(date(2014, 1, 1), Decimal(0)), bound=None, observed=[])),
    picture(Kind.TILES, mosaic(), status=Status.OFF_TRACK),
    picture(Kind.FUNNEL, funnel(), status=Status.MET),
)


class Drawing:
    """A drawing as a reader of its elements sees it."""

    def __init__(self, svg: str) -> None:
        self.root = ET.fromstring(svg)  # noqa: S314 - our own drawing

    @classmethod
    def of(cls, shown: Picture, language: Any = "zh-CN", **how: Any) -> "Drawing":
        return cls(draw(shown, language, **how))

    @property
    def texts(self) -> list[str]:
        return [each.text or "" for each in self.root.iter(f"{NS}text")]

    def parts(self, name: str) -> list[ET.Element]:
        return [each for each in self.root.iter() if each.get("data-part") == name]

    def number(self, name: str, attribute: str) -> float:
        return float(self.parts(name)[0].get(attribute) or "nan")

    def points(self, name: str) -> list[tuple[float, float]]:
        pairs = (self.parts(name)[0].get("points") or "").split()
        return [(float(x), float(y)) for x, y in (pair.split(",") for pair in pairs)]

    def end(self, name: str) -> float:
        """The right end of a box."""
        return self.number(name, "x") + self.number(name, "width")
