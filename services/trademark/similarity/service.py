"""Use cases on similar marks: find candidates, compare each, say why, and what was not read."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from services.trademark.goods_tables.repository import GoodsTables
from services.trademark.goods_tables.rules import class_of, related
from services.trademark.similarity.errors import NameUnsearchable
from services.trademark.similarity.repository import Candidate, Similarity
from services.trademark.similarity.rules import CLASSES, Likeness, Name, Reason, compare
from services.trademark.similarity.schemas import (
    ClassCoverageOut,
    Coverage,
    FindSimilarMarks,
    GoodsRelation,
    ReasonOut,
    SimilarMarkOut,
    SimilarMarksOut,
)
from shared.errors import FieldError

LEAST: Final = 0.45
"""Likeness below which a candidate is no hit."""
_PLACES: Final = Decimal("0.0001")

Say = Callable[[Reason], str]
"""A reason as a sentence in the caller's language."""


@dataclass(frozen=True, slots=True)
class Goods:
    """The groups asked for, those related to them, and the classes whose tables could be read."""

    asked: frozenset[str]
    related: frozenset[str]
    read: frozenset[int]

    def relation(self, groups: Collection[str]) -> GoodsRelation | None:
        """How a mark's goods stand to those asked for; None: they have nothing to do with each other."""
        if self.asked.intersection(groups):
            return GoodsRelation.SAME_GROUP
        if self.related.intersection(groups):
            return GoodsRelation.RELATED_GROUP
        known = {class_of(group) for group in (*self.asked, *groups)} <= self.read
        return None if groups and known else GoodsRelation.NOT_READ


@dataclass(frozen=True, slots=True)
class SimilarityDesk:
    """Anybody may ask; what bounds the work is the budget of the search, not who asks."""

    similarity: Similarity
    tables: GoodsTables

    async def find(self, asked: FindSimilarMarks, say: Say) -> SimilarMarksOut:
        """Marks that are like a name, in these classes and among related goods."""
        name = Name.of(asked.name)
        if not name.text:
            raise NameUnsearchable(errors=[FieldError("name_unsearchable", pointer="/name")])
        classes = sorted(set(asked.classes)) or list(CLASSES)
        read = frozenset(await self.tables.read())
        goods = await self._goods(asked.groups, read) if asked.groups else None
        found = await self.similarity.candidates(name, classes)
        hits = rank(name, found, goods)[: asked.limit]
        searched = await self.similarity.searched()
        return SimilarMarksOut(
            items=[_out(each, likeness, goods, say) for each, likeness in hits],
            classes=[
                ClassCoverageOut(
                    nice_class=nice, marks=_coverage(nice, searched), goods=_coverage(nice, read)
                )
                for nice in classes
            ],
        )

    async def _goods(self, groups: Sequence[str], read: frozenset[int]) -> Goods:
        notes = await self.tables.cross_notes(groups)
        return Goods(frozenset(groups), related(groups, notes), read)


def rank(
    name: Name, candidates: Sequence[Candidate], goods: Goods | None
) -> list[tuple[Candidate, Likeness]]:
    """Candidates that are alike enough and whose goods matter, most alike first."""
    judged = [
        (each, compare(name, each.compared))
        for each in candidates
        if goods is None or goods.relation(each.groups) is not None
    ]
    hits = [(each, likeness) for each, likeness in judged if likeness.score >= LEAST]
    return sorted(hits, key=lambda hit: (-hit[1].score, hit[0].number))


def _coverage(nice: int, read: Collection[int]) -> Coverage:
    return Coverage.READ if nice in read else Coverage.NOT_READ


def _out(mark: Candidate, likeness: Likeness, goods: Goods | None, say: Say) -> SimilarMarkOut:
    return SimilarMarkOut(
        mark_id=mark.mark_id,
        number=mark.number,
        name=mark.name,
        classes=mark.classes,
        status=mark.status,
        score=Decimal(likeness.score).quantize(_PLACES),
        reasons=[ReasonOut(code=reason.code, text=say(reason)) for reason in likeness.reasons],
        goods=None if goods is None else goods.relation(mark.groups),
    )
