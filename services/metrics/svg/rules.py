"""A sheet of SVG: text stays text, colours follow light, dark and print, nothing is loaded or run."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from typing import Final

WIDTH: Final = 360
"""As wide as a phone leaves room for, so that letters keep their size there."""
EDGE: Final = 10
FONT: Final = "'Noto Sans SC','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',system-ui,sans-serif"
_PLAIN: Final = {
    "ink": "#1d1b18",
    "soft": "#57534c",
    "ground": "#ffffff",
    "track": "#e6e3dc",
    "band": "#c9c4b8",
    "value": "#345b7c",
    "good": "#0f6b3c",
    "warn": "#8a5300",
    "bad": "#a3202c",
    "idle": "#5f5b54",
}
_DARK: Final = {
    "ink": "#efece6",
    "soft": "#b9b4aa",
    "ground": "#211f1c",
    "track": "#3b3833",
    "band": "#5c574e",
    "value": "#8fb9dd",
    "good": "#7fd6a4",
    "warn": "#f0bd6b",
    "bad": "#f59a9a",
    "idle": "#a8a39a",
}


def _rules(colours: dict[str, str]) -> str:
    return "".join(f".f-{k}{{fill:{v}}}.s-{k}{{stroke:{v}}}" for k, v in colours.items())


STYLE: Final = (
    f"{_rules(_PLAIN)}@media screen and (prefers-color-scheme:dark){{{_rules(_DARK)}}}"
    "@media print{svg{print-color-adjust:exact;-webkit-print-color-adjust:exact}}"
)
"""One text for every picture, so that a content security policy can name it by its digest."""


def number(value: float | Decimal) -> str:
    """A coordinate with a tenth at most."""
    return f"{float(value):.1f}".removesuffix(".0")


def breadth(text: str) -> int:
    """How wide a text is, in halves of a Chinese character."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def wrapped(text: str, room: int) -> list[str]:
    """The text in lines of so many halves; no closing sign begins a line, no word of Latin letters is cut."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and breadth(lines[-1] + piece) > room and piece not in "，。、；：”）》？！":
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


def _pieces(text: str) -> Iterable[str]:
    word = ""
    for letter in text:
        if letter.isascii() and not letter.isspace():
            word += letter
            continue
        if word:
            yield word
        word = ""
        yield letter
    if word:
        yield word


@dataclass(slots=True)
class Sheet:
    """Collects elements from the top down."""

    title: str
    description: str
    language: str
    height: float = EDGE
    parts: list[str] = field(default_factory=list)

    def text(  # noqa: PLR0913 - a text has a place, a size, a colour and an anchor
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 13,
        tone: str = "ink",
        anchor: str = "start",
        bold: bool = False,
        language: str = "",
    ) -> None:
        weight = ' font-weight="700"' if bold else ""
        speaks = f' xml:lang="{language}"' if language else ""
        self.parts.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{size}" text-anchor="{anchor}"{weight}{speaks}'
            f' class="f-{tone}" fill="{_PLAIN[tone]}">{escape(words)}</text>'
        )

    def box(  # noqa: PLR0913 - a box has a place, a size, a colour and a name
        self, x: float, y: float, width: float, height: float, tone: str, *, name: str, hollow: bool = False
    ) -> None:
        """A filled rectangle, or a dashed frame; `name` says what it stands for."""
        colour = (
            f'class="s-{tone}" stroke="{_PLAIN[tone]}" fill="none" stroke-dasharray="4 3" stroke-width="1.5"'
            if hollow
            else f'class="f-{tone}" fill="{_PLAIN[tone]}"'
        )
        self.parts.append(
            f'<rect data-part="{name}" x="{number(x)}" y="{number(y)}" width="{number(max(0, width))}" '
            f'height="{number(height)}" rx="2" {colour}/>'
        )

    def line(
        self,
        points: Iterable[tuple[float, float]],
        tone: str,
        *,
        name: str,
        thick: float = 2,
        dashes: str = "",
    ) -> None:
        """Through these points."""
        broken = f' stroke-dasharray="{dashes}"' if dashes else ""
        through = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.parts.append(
            f'<polyline data-part="{name}" points="{through}" fill="none" class="s-{tone}" '
            f'stroke="{_PLAIN[tone]}" stroke-width="{number(thick)}"{broken}/>'
        )

    def area(
        self, points: Iterable[tuple[float, float]], tone: str, *, name: str, opacity: str = "1"
    ) -> None:
        """A filled shape."""
        through = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self.parts.append(
            f'<polygon data-part="{name}" points="{through}" class="f-{tone}" fill="{_PLAIN[tone]}" '
            f'fill-opacity="{opacity}"/>'
        )

    def dot(self, x: float, y: float, tone: str, *, name: str, hollow: bool = False, size: float = 4) -> None:
        colour = (
            f'class="s-{tone} f-ground" stroke="{_PLAIN[tone]}" fill="{_PLAIN["ground"]}" stroke-width="2"'
            if hollow
            else f'class="f-{tone}" fill="{_PLAIN[tone]}"'
        )
        self.parts.append(
            f'<circle data-part="{name}" cx="{number(x)}" cy="{number(y)}" r="{number(size)}" {colour}/>'
        )

    def svg(self) -> str:
        """The whole document."""
        high = number(self.height)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high}" width="{WIDTH}" '
            f'height="{high}" role="img" aria-labelledby="t d" xml:lang="{self.language}" '
            f'font-family="{FONT}"><title id="t">{escape(self.title)}</title>'
            f'<desc id="d">{escape(self.description)}</desc><style>{STYLE}</style>'
            f'<rect class="f-ground" fill="{_PLAIN["ground"]}" width="{WIDTH}" height="{high}"/>'
            f"{''.join(self.parts)}</svg>\n"
        )


@dataclass(frozen=True, slots=True)
class Scale:
    """From zero to `reach` over so many pixels, beginning at `start`."""

    reach: Decimal
    start: float
    length: float

    def at(self, value: Decimal) -> float:
        """Where a value lies: in proportion, and never cut off at the end."""
        return self.start + float(value / self.reach) * self.length
