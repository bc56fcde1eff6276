"""Vega-Lite 5 specifications of the same pictures, with their data inside, for who draws them elsewhere."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from services.metrics.pictures.rules import TONES, Course, Funnel, Gauge, Level, Mosaic, Picture, Tile, Tone

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
COLOURS: Final = {Tone.GOOD: "#0f6b3c", Tone.WARN: "#8a5300", Tone.BAD: "#a3202c", Tone.IDLE: "#5f5b54"}
VALUE: Final = "#345b7c"
Spec = dict[str, Any]
Say = Callable[[str], str]


def specified(picture: Picture, say: Say, described: str) -> Spec:
    """The picture as a specification; `say` gives the words of the reader's language."""
    match picture.content:
        case Level() as level:
            drawn = _bullet(level, say, VALUE)
        case Gauge(level=level):
            drawn = _bullet(level, say, COLOURS[TONES[picture.head.status]])
        case Course() as course:
            drawn = _path(course, say)
        case Mosaic() as mosaic:
            drawn = _tiles(mosaic, say)
        case Funnel() as funnel:
            drawn = _funnel(funnel, say)
    return {
        "$schema": SCHEMA,
        "title": {"text": picture.head.text, "subtitle": described},
        "description": picture.head.sentence,
        "usermeta": {"target": picture.head.target, "unit": picture.head.unit, "status": picture.head.status},
        "width": 320,
        **drawn,
    }


def _bullet(level: Level, say: Say, colour: str) -> Spec:
    scale = {"domain": [0, float(level.reach)], "nice": False, "clamp": False}
    bounds = [each for each in (level.lower, level.upper) if each is not None]
    layers: list[Spec] = []
    if len(bounds) > 1:
        layers.append(
            {
                "data": {"values": [{"low": float(bounds[0]), "high": float(bounds[1])}]},
                "mark": {"type": "rect", "color": "#c9c4b8"},
                "encoding": {
                    "x": {"field": "low", "type": "quantitative", "scale": scale, "title": None},
                    "x2": {"field": "high"},
                },
            }
        )
    if level.value is not None:
        layers.append(
            _layer([{"v": float(level.value)}], {"type": "bar", "size": 14, "color": colour}, say, scale)
        )
    ticks = [{"v": float(each)} for each in bounds]
    layers.append(_layer(ticks, {"type": "tick", "thickness": 3, "size": 34, "color": "#1d1b18"}, say, scale))
    return {"height": 40, "layer": layers}


def _layer(values: list[Spec], mark: Spec, say: Say, scale: Spec) -> Spec:
    axis = {"field": "v", "type": "quantitative", "scale": scale, "title": say("value")}
    return {"data": {"values": values}, "mark": {**mark, "tooltip": True}, "encoding": {"x": axis}}


def _path(course: Course, say: Say) -> Spec:
    rows: list[Spec] = []
    if course.bound is not None:
        rows += [_row("needed", course.begins, say), _row("needed", course.bound, say)]
    rows += [_row("observed", mark, say) for mark in course.observed]
    if course.projected is not None and course.observed:
        rows += [_row("projected", course.observed[-1], say), _row("projected", course.projected, say)]
    if course.now is not None:
        rows.append(_row("now", course.now, say))
    encoding = {
        "x": {"field": "day", "type": "temporal", "title": None},
        "y": {"field": "value", "type": "quantitative", "title": say("value")},
        "color": {"field": "what", "type": "nominal", "title": None},
        "strokeDash": {"field": "what", "type": "nominal", "title": None},
    }
    lines: Spec = {
        "data": {"values": rows},
        "mark": {"type": "line", "point": True, "tooltip": True},
        "encoding": encoding,
    }
    return {"height": 200, "layer": [*_fan(course), lines]}


def _row(what: str, mark: Any, say: Say) -> Spec:
    return {"what": say(what), "day": mark.day.isoformat(), "value": float(mark.value)}


def _fan(course: Course) -> list[Spec]:
    if course.projected is None or course.low is None or course.high is None or not course.observed:
        return []
    last = course.observed[-1]
    ends = [(last.day, last.value, last.value), (course.projected.day, course.low, course.high)]
    values = [{"day": day.isoformat(), "low": float(low), "high": float(high)} for day, low, high in ends]
    return [
        {
            "data": {"values": values},
            "mark": {"type": "area", "color": VALUE, "opacity": 0.25},
            "encoding": {
                "x": {"field": "day", "type": "temporal"},
                "y": {"field": "low", "type": "quantitative"},
                "y2": {"field": "high"},
            },
        }
    ]


_TILES: Final[Mapping[bool | None, tuple[str, str]]] = {
    True: ("tile_met", COLOURS[Tone.GOOD]),
    False: ("tile_open", COLOURS[Tone.BAD]),
    None: ("tile_unknown", COLOURS[Tone.IDLE]),
}


def _tiles(mosaic: Mosaic, say: Say) -> Spec:
    values = [_tile(place, tile, say) for place, tile in enumerate(mosaic.tiles)]
    states = {"domain": [say(word) for word, _ in _TILES.values()], "range": [c for _, c in _TILES.values()]}
    place = {
        "x": {"field": "column", "type": "ordinal", "axis": None},
        "y": {"field": "row", "type": "ordinal", "axis": None},
    }
    tiles = {
        "mark": {"type": "rect", "tooltip": {"content": "data"}, "stroke": "#ffffff"},
        "encoding": {"color": {"field": "state", "type": "nominal", "title": None, "scale": states}},
    }
    names = {
        "mark": {"type": "text", "color": "#ffffff"},
        "encoding": {"text": {"field": "name", "type": "nominal"}},
    }
    rows = -(-len(values) // 3)
    return {
        "height": max(1, rows) * 48,
        "data": {"values": values},
        "encoding": place,
        "layer": [tiles, names],
    }


def _tile(place: int, tile: Tile, say: Say) -> Spec:
    return {
        "region": tile.region,
        "name": tile.name,
        "now": tile.now or tile.name,
        "value": _known(tile.value),
        "state": say(_TILES[tile.holds][0]),
        "row": place // 3,
        "column": place % 3,
    }


def _funnel(funnel: Funnel, say: Say) -> Spec:
    values = [
        {"stage": say(f"stage_{step.stage}"), "count": float(step.count), "wanted": _known(step.wanted)}
        for step in funnel.steps
    ]
    y = {"field": "stage", "type": "nominal", "sort": [value["stage"] for value in values], "title": None}
    bars = {
        "mark": {"type": "bar", "color": VALUE, "tooltip": True},
        "encoding": {
            "x": {"field": "count", "type": "quantitative", "stack": "center", "axis": None},
            "detail": {"field": "stage", "type": "nominal"},
        },
    }
    labels = {
        "mark": {"type": "text", "color": "#1d1b18", "align": "left"},
        "encoding": {"text": {"field": "count", "type": "quantitative"}, "x": {"value": 324}},
    }
    return {"height": 160, "data": {"values": values}, "encoding": {"y": y}, "layer": [bars, labels]}


def _known(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
