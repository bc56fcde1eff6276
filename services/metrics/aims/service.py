"""Says a formal target as a Chinese sentence; `sentences` reads it back."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from services.metrics.aims.rules import (
    BANDS,
    BINDINGS,
    RELATIONS,
    UNITS,
    Term,
    Vocabulary,
    plain,
    spelled,
)
from services.metrics.aims.schemas import (
    Approx,
    Band,
    Baseline,
    Compare,
    Constant,
    Count,
    Each,
    FormalTarget,
    Measured,
    Named,
    Other,
    Plus,
    Quotient,
    RegionSet,
    Series,
    ShareOf,
    SomeOf,
    Terms,
    Times,
    Word,
)
from services.metrics.indicators.rules import Unit
from services.metrics.indicators.service import shipped_indicators
from services.metrics.policies.schemas import Titles
from services.metrics.readings.rules import Basis, Release
from shared.codes.regions import Regions
from shared.text.yaml_text import read_yaml

BASES: Final = {Basis.FLOW: "当期", Basis.STOCK: "期末", Basis.CUMULATIVE: "累计"}
RELEASES: Final = {Release.FIRST: "首次公布", Release.LATEST: "最新公布"}


CATALOGUE = Path(__file__).parents[1] / "catalogue" / "vocabulary.yaml"


@cache
def shipped_terms() -> Terms:
    """The words of this release beside its indicators."""
    return Terms.model_validate(read_yaml(CATALOGUE.read_text("utf-8")))


@cache
def shipped_vocabulary() -> Vocabulary:
    """Every name that a target may use."""
    return _vocabulary(lambda named: named.zh)


@cache
def english_vocabulary() -> Vocabulary:
    """The same names in English."""
    return _vocabulary(lambda named: named.en)


def _vocabulary(name: Callable[[Titles | Word | RegionSet], str]) -> Vocabulary:
    terms, indicators = shipped_terms(), shipped_indicators().by_code
    return Vocabulary(
        {
            Term.SERIES: {code: name(each.name) for code, each in indicators.items()},
            Term.ENTITY: {code: name(each) for code, each in terms.entity.items()},
            Term.ATTRIBUTE: {code: name(each) for code, each in terms.attribute.items()},
            Term.WORD: {code: name(each) for code, each in terms.word.items()},
            Term.REGION_SET: {code: name(each) for code, each in terms.region_set.items()},
        }
    )


class Speaker:
    """Writes the sentence of a target in the words of one vocabulary."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words

    def say(self, target: FormalTarget) -> str:
        """The sentence; TermUnknown or UnknownRegion when it speaks of something that has no name."""
        window = f"{target.window.until}年"
        if target.window.since is not None:
            window = f"{target.window.since}年至{window}"
        return (
            f"{window}，{place_of(target.region)}{self._quantifier(target)}{BASES[target.basis]}"
            f"{self._measure(target.measure)}（{UNITS[target.unit]}）{self._comparator(target)}"
            f"（{BINDINGS[target.binding]}）。"
        )

    def _name(self, term: Term, code: str) -> str:
        return f"“{self._words.name(term, code)}”"

    def _quantifier(self, target: FormalTarget) -> str:
        match target.quantifier:
            case Each(set=regions):
                return f"的每个{self._name(Term.REGION_SET, regions)}"
            case SomeOf(set=regions, count=count):
                return f"的至少{count}个{self._name(Term.REGION_SET, regions)}"
            case ShareOf(set=regions, share=share):
                return f"的至少{spelled(share, Unit.RATIO)}的{self._name(Term.REGION_SET, regions)}"
        return ""

    def _measure(self, measure: Series | Quotient | Count) -> str:
        if isinstance(measure, Series):
            return self._name(Term.SERIES, measure.code)
        if isinstance(measure, Quotient):
            above, below = (self._name(Term.SERIES, c) for c in (measure.numerator, measure.denominator))
            return f"{above}与{below}之比"
        entity = self._name(Term.ENTITY, measure.entity)
        if not measure.where:
            return f"全部{entity}数量"
        return f"满足{'且'.join(map(self._where, measure.where))}的{entity}数量"

    def _where(self, where: Measured | Named) -> str:
        attribute = self._name(Term.ATTRIBUTE, where.attribute)
        if isinstance(where, Named):
            return f"{attribute}为{self._name(Term.WORD, where.word)}"
        return f"{attribute}{RELATIONS[where.relation]}{spelled(where.value, where.unit)}"

    def _comparator(self, target: FormalTarget) -> str:
        match target.comparator:
            case Approx(value=value, tolerance=tolerance):
                return f"约为{spelled(value, target.unit)}（上下浮动{spelled(tolerance, Unit.RATIO)}）"
            case Band(lower=lower, upper=upper, mode=mode):
                ends = f"{spelled(lower, target.unit)}至{spelled(upper, target.unit)}"
                return f"在{ends}之间（{BANDS[mode]}）"
            case Compare(relation=relation, bound=bound):
                return RELATIONS[relation] + self._bound(bound, target.unit)

    def _bound(self, bound: Constant | Times | Plus | Other, unit: Unit) -> str:
        match bound:
            case Constant(value=value):
                return spelled(value, unit)
            case Times(factor=factor, baseline=baseline):
                return f"{self._baseline(baseline)}的{plain(factor)}倍"
            case Plus(increase=increase, baseline=baseline):
                return f"{self._baseline(baseline)}再加{spelled(increase, unit)}"
            case Other(measure=measure):
                return f"同期{self._measure(measure)}"

    def _baseline(self, baseline: Baseline) -> str:
        measure = "" if baseline.measure is None else self._measure(baseline.measure)
        return f"{baseline.year}年{BASES[baseline.basis]}{RELEASES[baseline.release]}{measure}"


def place_of(code: str) -> str:
    """A region by its full name and its code: a name alone is no key."""
    return f"{Regions.shipped().full_name(code)}（{code}）"
