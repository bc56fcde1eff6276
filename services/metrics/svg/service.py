"""Draws each kind of picture as SVG: values in proportion, every colour with its word."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Final

from services.metrics.pictures.rules import (
    TONES,
    Course,
    Funnel,
    Gauge,
    Level,
    Mark,
    Mosaic,
    Picture,
    Stage,
    Tile,
    Tone,
)
from services.metrics.pictures.service import Language, Words
from services.metrics.svg.rules import EDGE, WIDTH, Scale, Sheet, breadth, wrapped

ROOM: Final = WIDTH - 2 * EDGE
LINE: Final = 50
"""Halves of a Chinese character that fit a line of the heading."""
_DAY: Final = 0.005
"""A year's last day lies so little before the next year."""
HIGH: Final = 150
"""Of the field of a path."""
COLUMNS, TILE_HIGH = 3, 52
SIGNS: Final = {True: ("✓", "good", "tile_met"), False: ("✕", "bad", "tile_open")}
UNKNOWN_SIGN: Final = ("?", "idle", "tile_unknown")


def draw(picture: Picture, language: Language, *, heading: bool = True) -> str:
    """The picture as an SVG document; `heading` writes the words of the document above it."""
    return _Artist(picture, Words(language)).draw(heading=heading)


@dataclass(frozen=True, slots=True)
class _Artist:
    picture: Picture
    words: Words

    def draw(self, *, heading: bool) -> str:
        sheet = Sheet(self.picture.head.text, self.words.describe(self.picture), self.words.language)
        if heading:
            for line in wrapped(self.picture.head.text, LINE):
                sheet.height += 18
                sheet.text(EDGE, sheet.height, line, size=13, bold=True, language=self.words.language)
            sheet.height += 12
        match self.picture.content:
            case Level() as level:
                self._bullet(sheet, level)
            case Gauge(level=level):
                self._gauge(sheet, level)
            case Course() as course:
                self._path(sheet, course)
            case Mosaic() as mosaic:
                self._tiles(sheet, mosaic)
            case Funnel() as funnel:
                self._funnel(sheet, funnel)
        sheet.height += EDGE
        return sheet.svg()

    def _tone(self) -> Tone:
        return TONES[self.picture.head.status]

    def _top(self, sheet: Sheet, value: Decimal | None) -> float:
        """The value and the state, side by side; says where what follows begins."""
        y = sheet.height + 18
        status = self.words.say(f"status_{self.picture.head.status}")
        sheet.text(WIDTH - EDGE, y, status, tone=self._tone(), anchor="end", bold=True)
        if value is None:
            sheet.text(EDGE, y, self.words.unknown(self.picture), tone="soft")
        else:
            sheet.text(EDGE, y, self.words.figure(self.picture, value), size=19, bold=True)
        return y + 12

    def _bullet(self, sheet: Sheet, level: Level) -> None:
        y = self._top(sheet, level.value)
        scale = Scale(level.reach, EDGE, ROOM)
        sheet.box(EDGE, y, ROOM, 20, "track", name="track")
        if level.lower is not None and level.upper is not None:
            left, right = scale.at(level.lower), scale.at(level.upper)
            sheet.box(left, y, right - left, 20, "band", name="band")
        if level.value is not None:
            sheet.box(EDGE, y + 5, scale.at(level.value) - EDGE, 10, "value", name="value")
        aim = level.lower if level.lower is not None else level.upper
        if aim is not None:
            x = scale.at(aim)
            sheet.line([(x, y - 3), (x, y + 23)], "ink", name="bound", thick=3)
        self._foot(sheet, y + 40, aim=aim, scale=scale, label=self.words.bound(self.picture, level))

    def _foot(self, sheet: Sheet, y: float, *, aim: Decimal | None, scale: Scale, label: str) -> None:
        """Zero at the left, the bound under its mark."""
        sheet.text(EDGE, y, "0", size=12, tone="soft")
        x = WIDTH - EDGE if aim is None else max(100.0, min(scale.at(aim) + 24, WIDTH - EDGE))
        sheet.text(x, y, label, size=12, anchor="end")
        sheet.height = y + 2

    def _gauge(self, sheet: Sheet, level: Level) -> None:
        """A limit: zones up to near, up to the limit and beyond, and a pointer that may pass it."""
        y = self._top(sheet, level.value) + 10
        scale = Scale(level.reach, EDGE, ROOM)
        sheet.box(EDGE, y, ROOM, 16, "track", name="track")
        if level.near is not None and level.upper is not None:
            near, limit = scale.at(level.near), scale.at(level.upper)
            sheet.box(near, y, limit - near, 16, "band", name="near")
            sheet.line([(limit, y - 6), (limit, y + 22)], "ink", name="bound", thick=4)
            for left in range(int(limit) + 6, WIDTH - EDGE - 4, 8):
                sheet.line([(left, y + 14), (left + 6, y + 2)], "bad", name="beyond", thick=1)
        if level.value is not None:
            x = scale.at(level.value)
            tone = self._tone()
            sheet.box(EDGE, y + 4, x - EDGE, 8, tone, name="value")
            sheet.area([(x, y - 1), (x - 6, y - 10), (x + 6, y - 10)], tone, name="pointer")
        label = self.words.bound(self.picture, level)
        if level.value is not None and level.upper:
            share = f"{level.value / level.upper * 100:.1f}".removesuffix(".0") + "%"
            label = f"{label} · {self.words.say('used', share=share)}"
        self._foot(sheet, y + 38, aim=level.upper, scale=scale, label=label)

    def _path(self, sheet: Sheet, course: Course) -> None:
        y = self._top(sheet, None if course.now is None else course.now.value)
        plane = _Plane.of(course, top=y + 10)
        bottom = plane.y(Decimal(0))
        sheet.line([(EDGE, bottom), (WIDTH - EDGE, bottom)], "band", name="axis", thick=1)
        if course.bound is not None:
            self._reference(sheet, plane, course, course.bound)
        observed = [plane.at(mark) for mark in course.observed]
        if len(observed) > 1:
            sheet.line(observed, "value", name="line", thick=2.5)
        for x, height in observed:
            sheet.dot(x, height, "value", name="observed")
        self._projection(sheet, plane, course)
        if course.now is not None:
            sheet.dot(*plane.at(course.now), "value", name="now", hollow=True, size=5)
        for year in plane.labels():
            sheet.text(plane.x_of(year + 1.0), bottom + 16, str(year), size=11, tone="soft", anchor="middle")
        sheet.height = bottom + 20
        self._legend(sheet, course)

    def _reference(self, sheet: Sheet, plane: "_Plane", course: Course, bound: Mark) -> None:
        """The way that was needed; the bound is named on the side of its mark where no value lies."""
        x, y = plane.at(bound)
        sheet.line([plane.at(course.begins), (x, y)], "soft", name="reference", thick=1.5, dashes="5 4")
        sheet.line([(x - 9, y), (x + 9, y)], "ink", name="bound", thick=3)
        beyond = course.now is not None and course.now.value > bound.value
        label = self.words.figure(self.picture, bound.value)
        sheet.text(x + 9, y + 18 if beyond else y - 8, label, size=12, anchor="end", bold=True)

    def _projection(self, sheet: Sheet, plane: "_Plane", course: Course) -> None:
        if course.projected is None or not course.observed:
            return
        begin, end = plane.at(course.observed[-1]), plane.at(course.projected)
        if course.low is not None and course.high is not None:
            low, high = plane.y(course.low), plane.y(course.high)
            sheet.area([begin, (end[0], high), (end[0], low)], "value", name="fan", opacity="0.25")
        sheet.line([begin, end], "value", name="projection", dashes="2 4")
        sheet.dot(*end, "value", name="projected", size=3)

    def _legend(self, sheet: Sheet, course: Course) -> None:
        """Each sign with its word; signs that do not occur are left out."""
        y, x = sheet.height + 16, float(EDGE)
        there = {
            "needed": course.bound is not None,
            "observed": bool(course.observed),
            "now": course.now is not None,
            "projected": course.projected is not None,
        }
        for word in [word for word, shown in there.items() if shown]:
            match word:
                case "needed":
                    sheet.line([(x, y - 4), (x + 16, y - 4)], "soft", name="key", dashes="5 4")
                case "projected":
                    sheet.line([(x, y - 4), (x + 16, y - 4)], "value", name="key", dashes="2 4")
                case _:
                    sheet.dot(x + 8, y - 4, "value", name="key", hollow=word == "now")
            sheet.text(x + 21, y, self.words.say(word), size=12, tone="soft")
            x += 34 + breadth(self.words.say(word)) * 6.5
        sheet.height = y + 4
        if course.projected is None:
            sheet.height += 16
            sheet.text(EDGE, sheet.height, self.words.say("too_few"), size=12, tone="soft")

    def _tiles(self, sheet: Sheet, mosaic: Mosaic) -> None:
        y = sheet.height + 18
        met = sum(tile.holds is True for tile in mosaic.tiles)
        told = self.words.say("tiles_met", met=met, all=len(mosaic.tiles))
        sheet.text(EDGE, y, told, size=14, bold=True)
        status = self.words.say(f"status_{self.picture.head.status}")
        sheet.text(WIDTH - EDGE, y, status, tone=self._tone(), anchor="end", bold=True)
        y += 12
        width = (ROOM - (COLUMNS - 1) * 6) / COLUMNS
        for place, tile in enumerate(mosaic.tiles):
            row, column = divmod(place, COLUMNS)
            self._tile(sheet, tile, EDGE + column * (width + 6), y + row * (TILE_HIGH + 6), width=width)
        rows = -(-len(mosaic.tiles) // COLUMNS)
        y += rows * (TILE_HIGH + 6) + 12
        day = self.words.say("as_of_boundaries", day=mosaic.boundaries_of.isoformat())
        sheet.text(EDGE, y, day, size=11, tone="soft")
        sheet.height = y + 2

    def _tile(self, sheet: Sheet, tile: Tile, x: float, y: float, *, width: float) -> None:
        sign, tone, word = UNKNOWN_SIGN if tile.holds is None else SIGNS[tile.holds]
        sheet.box(x, y, width, TILE_HIGH, "track", name=f"tile-{tile.region}")
        sheet.box(x, y, 4, TILE_HIGH, tone, name=f"edge-{tile.holds}".lower())
        sheet.text(x + 11, y + 18, tile.name, size=13, bold=True, language=self.words.language)
        told = self.words.say(word)
        if tile.value is not None:
            told = f"{told} {self.words.figure(self.picture, tile.value)}"
        size = 12 if breadth(told) * 6 < width - 32 else 11
        sheet.text(x + 11, y + 35, f"{sign} {told}", size=size, tone=tone)
        if tile.now is not None:
            sheet.text(x + 11, y + 48, self.words.say("now_called", name=tile.now), size=10, tone="soft")

    def _funnel(self, sheet: Sheet, funnel: Funnel) -> None:
        """Bars about one middle, each as wide as its count; what the document wants is a dashed frame."""
        middle, widest, y = 196.0, 190.0, sheet.height + 4
        for step in funnel.steps:
            aside = step.stage is Stage.RESERVE
            wide = float(step.count / funnel.reach) * widest
            y += 8 if aside else 0
            tone = "band" if aside else "value"
            sheet.box(middle - wide / 2, y, wide, 24, tone, name=f"stage-{step.stage}")
            if step.wanted is not None:
                frame = float(step.wanted / funnel.reach) * widest
                sheet.box(
                    middle - frame / 2, y - 1, frame, 26, "ink", name=f"wanted-{step.stage}", hollow=True
                )
            sheet.text(EDGE, y + 17, self.words.say(f"stage_{step.stage}"), size=13)
            sheet.text(WIDTH - EDGE, y + 12, f"{step.count:,f}", size=13, anchor="end", bold=True)
            if step.wanted is not None:
                wanted = self.words.say("wanted", count=f"{step.wanted:,f}")
                sheet.text(WIDTH - EDGE, y + 25, wanted, size=10, tone="soft", anchor="end")
            y += 34
        sheet.height = y - 6


@dataclass(frozen=True, slots=True)
class _Plane:
    """Years to the right, values upward from zero."""

    first: float
    last: float
    scale: Scale
    top: float

    @classmethod
    def of(cls, course: Course, *, top: float) -> "_Plane":
        marks = [course.begins, *course.observed]
        marks += [each for each in (course.bound, course.now, course.projected) if each is not None]
        values = [mark.value for mark in marks] + [each for each in (course.high,) if each is not None]
        reach = max(values) * Decimal("1.05")
        years = [_year(mark) for mark in marks]
        last = max(years) if max(years) > min(years) else min(years) + 1
        return cls(min(years), last, Scale(reach if reach > 0 else Decimal(1), 0, HIGH), top)

    def x_of(self, year: float) -> float:
        return EDGE + 16 + (year - self.first) / (self.last - self.first) * (ROOM - 36)

    def y(self, value: Decimal) -> float:
        return self.top + HIGH - self.scale.at(value)

    def at(self, mark: Mark) -> tuple[float, float]:
        return self.x_of(_year(mark)), self.y(mark.value)

    def labels(self) -> list[int]:
        """Years by their ends, latest first: as many as have room."""
        years = range(ceil(self.first - 1 - _DAY), int(self.last + _DAY))
        step = max(1, -(-len(years) // 6))
        return list(years)[::-step]


def _year(mark: Mark) -> float:
    """The year and the part of it that has gone: the last day of 2016 lies at 2017."""
    return mark.day.year + mark.day.timetuple().tm_yday / 366
