"""What pictures say, in the language of the reader; `<title>`, `<desc>` and labels are made of these."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final, Literal

from services.metrics.pictures.rules import (
    Course,
    Funnel,
    Gauge,
    Level,
    Mosaic,
    Picture,
    short,
)
from shared.text.yaml_text import read_yaml

CATALOGUE: Final = Path(__file__).parents[1] / "catalogue" / "pictures.yaml"
Language = Literal["zh-CN", "en"]


@cache
def _shipped() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = read_yaml(CATALOGUE.read_text("utf-8"))
    return words


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language

    @property
    def english(self) -> bool:
        return self.language == "en"

    def say(self, word: str, **values: object) -> str:
        return _shipped()[word][self.language].format(**values)

    def reason(self, code: str) -> str:
        """Why a value is missing; a code without words of its own says itself."""
        found = _shipped().get(f"reason_{code}")
        return found[self.language] if found else code

    def figure(self, picture: Picture, value: Decimal) -> str:
        return short(value, picture.head.unit, english=self.english)

    def bound(self, picture: Picture, level: Level) -> str:
        """≥ 50个, ＞ 10%, ≤ 300个, 180–220家."""
        low, high = level.lower, level.upper
        if low is not None and high is not None and low != high:
            return f"{self.figure(picture, low)} – {self.figure(picture, high)}"
        aim = low if low is not None else high
        if aim is None:
            return self.say("no_bound")
        if low is not None and high is not None:
            sign = "="
        elif low is not None:
            sign = ">" if level.strict else "≥"
        else:
            sign = "<" if level.strict else "≤"
        return f"{sign} {self.figure(picture, aim)}"

    def day(self, day: date) -> str:
        return day.isoformat()

    def describe(self, picture: Picture) -> str:
        """The whole picture in one sentence, for who cannot see it."""
        head = picture.head
        state = self.say(f"status_{head.status}")
        parts = [
            self.say(
                "described", kind=self.say(f"kind_{picture.kind}"), day=self.day(head.as_of), state=state
            )
        ]
        match picture.content:
            case Gauge(level=level) | (Level() as level):
                parts.append(self._level(picture, level))
            case Course(observed=observed, bound=bound):
                parts += [f"{mark.day.year}: {self.figure(picture, mark.value)}" for mark in observed]
                if bound is not None:
                    parts.append(f"{self.say('bound')} {self.figure(picture, bound.value)}")
            case Mosaic(tiles=tiles):
                met = sum(tile.holds is True for tile in tiles)
                parts.append(self.say("tiles_met", met=met, all=len(tiles)))
            case Funnel(steps=steps):
                parts += [f"{self.say(f'stage_{step.stage}')} {step.count:f}" for step in steps]
        return self.say("joint").join(parts)

    def _level(self, picture: Picture, level: Level) -> str:
        value = self.unknown(picture) if level.value is None else self.figure(picture, level.value)
        return (
            f"{self.say('value')} {value}{self.say('joint')}{self.say('bound')} {self.bound(picture, level)}"
        )

    def unknown(self, picture: Picture) -> str:
        """That the value is not known, and why."""
        reason = self.reason(picture.head.reason) if picture.head.reason else ""
        return self.say("unknown_because", reason=reason) if reason else self.say("unknown")
