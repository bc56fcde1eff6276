"""The words of a formal target, and how its figures are written in Chinese and read back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from services.metrics.indicators.rules import Unit
from services.metrics.readings.rules import Basis, Release
from shared.codes.regions import Regions


class Relation(StrEnum):
    """How a value has to stand to a bound; strictness is kept: exactly 10 % is not more than 10 %."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    EQUALS = "equals"


class Binding(StrEnum):
    """How hard a target binds."""

    HARD = "hard"
    COMMITTED = "committed"
    ASPIRATIONAL = "aspirational"


class BandMode(StrEnum):
    """Whether both ends of a range bind, or the lower one alone (“3—5个”)."""

    HARD = "hard"
    ASPIRATION = "aspiration"


class Term(StrEnum):
    """What a name in a sentence may stand for."""

    SERIES = "series"
    ENTITY = "entity"
    ATTRIBUTE = "attribute"
    WORD = "word"
    REGION_SET = "region_set"


UNITS: Final[Mapping[Unit, str]] = {
    Unit.ITEM: "个",
    Unit.ENTERPRISE: "家",
    Unit.PIECE: "件",
    Unit.YUAN: "元",
    Unit.RATIO: "比率",
}
_SCALES: Final = (("万亿元", 12), ("亿元", 8), ("万元", 4))
_PERCENT = 2


class TermUnknown(LookupError):
    """A name or a code that the vocabulary does not hold."""

    def __init__(self, term: Term, word: str) -> None:
        super().__init__(f"{term}: {word}")
        self.term, self.word = term, word


@dataclass(frozen=True)
class Vocabulary:
    """Codes and Chinese names, one to one within each kind of term."""

    names: Mapping[Term, Mapping[str, str]]

    def name(self, term: Term, code: str) -> str:
        return self._find(self.names, term, code)

    def code(self, term: Term, name: str) -> str:
        return self._find(self._codes, term, name)

    @cached_property
    def _codes(self) -> Mapping[Term, Mapping[str, str]]:
        return {term: {name: code for code, name in names.items()} for term, names in self.names.items()}

    @staticmethod
    def _find(held: Mapping[Term, Mapping[str, str]], term: Term, word: str) -> str:
        found = held.get(term, {}).get(word)
        if found is None:
            raise TermUnknown(term, word)
        return found


def spelled(amount: Decimal, unit: Unit) -> str:
    """1700000000000 yuan is 1.7万亿元, 0.1 as a ratio 10%; no figure is rounded."""
    if unit is Unit.RATIO:
        return f"{plain(amount.scaleb(_PERCENT))}%"
    if unit is Unit.YUAN:
        for word, power in _SCALES:
            if abs(amount) >= Decimal(1).scaleb(power):
                return plain(amount.scaleb(-power)) + word
    return plain(amount) + UNITS[unit]


def amount_of(figure: str, word: str) -> tuple[Decimal, Unit]:
    """The reverse of `spelled`, from a figure and the word behind it."""
    if word == "%":
        return _scaled(figure, -_PERCENT), Unit.RATIO
    for scale, power in _SCALES:
        if word == scale:
            return _scaled(figure, power), Unit.YUAN
    return Decimal(figure), unit_of(word)


def _scaled(figure: str, power: int) -> Decimal:
    """Written out, so that it crosses the wire without exponent."""
    return Decimal(plain(Decimal(figure).scaleb(power)))


def unit_of(word: str) -> Unit:
    return next(unit for unit, written in UNITS.items() if written == word)


def plain(amount: Decimal) -> str:
    """Without exponent and without zeros at the end."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def place_of(code: str) -> str:
    """A region by its full name and its code: a name alone is no key."""
    return f"{Regions.shipped().full_name(code)}（{code}）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """How a language says a formal target: its words, and its phrases with a place for each part."""

    relations: Mapping[Relation, str]
    bindings: Mapping[Binding, str]
    bands: Mapping[BandMode, str]
    bases: Mapping[Basis, str]
    releases: Mapping[Release, str]
    units: Mapping[Unit, str]
    """Of the measure; empty where amounts alone name their units."""
    bare: frozenset[Term] = frozenset()
    """Names that stand without quotation marks."""
    spelled: Callable[[Decimal, Unit], str]
    place_of: Callable[[str], str]
    sentence: str
    year: str
    span: str
    each: str
    some: str
    share: str
    quotient: str
    count: str
    count_where: str
    both: str
    """Between conditions that all have to hold."""
    named: str
    measured: str
    approx: str
    band: str
    compare: str
    times: str
    plus: str
    other: str
    baseline: str
    own: str
    """The measure of a baseline that is the target's own."""


CHINESE: Final = Phrases(
    relations={
        Relation.AT_LEAST: "不少于",
        Relation.MORE_THAN: "多于",
        Relation.AT_MOST: "不超过",
        Relation.LESS_THAN: "少于",
        Relation.EQUALS: "等于",
    },
    bindings={
        Binding.HARD: "约束性",
        Binding.COMMITTED: "承诺性",
        Binding.ASPIRATIONAL: "预期性",
    },
    bands={BandMode.HARD: "上下限均须满足", BandMode.ASPIRATION: "以下限为准"},
    bases={Basis.FLOW: "当期", Basis.STOCK: "期末", Basis.CUMULATIVE: "累计"},
    releases={Release.FIRST: "首次公布", Release.LATEST: "最新公布"},
    units=UNITS,
    spelled=spelled,
    place_of=place_of,
    sentence="{window}，{place}{quantifier}{basis}{measure}（{unit}）{comparator}（{binding}）。",
    year="{until}年",
    span="{since}年至{until}年",
    each="的每个{regions}",
    some="的至少{count}个{regions}",
    share="的至少{share}的{regions}",
    quotient="{above}与{below}之比",
    count="全部{entity}数量",
    count_where="满足{conditions}的{entity}数量",
    both="且",
    named="{attribute}为{word}",
    measured="{attribute}{relation}{value}",
    approx="约为{value}（上下浮动{tolerance}）",
    band="在{lower}至{upper}之间（{mode}）",
    compare="{relation}{bound}",
    times="{baseline}的{factor}倍",
    plus="{baseline}再加{increase}",
    other="同期{measure}",
    baseline="{year}年{basis}{release}{measure}",
    own="",
)
"""The words in which a target reads back."""
