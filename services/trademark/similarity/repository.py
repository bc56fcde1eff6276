"""Every query on the search table of marks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import any_, cast, delete, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from services.trademark.similarity.models import CommonGram, GramCount, SearchedClass, SimilarMark
from services.trademark.similarity.rules import CLASSES, Name, features, grams, rarest
from shared.db.bulk import insert_many
from shared.time.clock import instant

BUDGET: Final = 2_000
"""Postings that one search may read: what bounds its work however common the name is."""
READ: Final = 12_000
"""Rows that a search may read when the counts are out of date, or nothing was counted yet."""
COMMON: Final = 100
"""A gram with fewer postings is not counted."""
CANDIDATES: Final = 200
"""How many go on to the comparison by characters and sounds."""
SAMPLED: Final = 500_000
"""Rows from which the common grams are counted; of a larger table a sample of blocks."""
GROWTH: Final = 0.1
"""The grams are counted anew when this share of the table was written since."""
_NAME: Final = 500
_SEARCHED: Final[Any] = SimilarMark.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedMark:
    """What the search knows of a mark."""

    id: UUID
    number: str
    name: str
    classes: Collection[int]
    status: str
    groups: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mark that shares rare features with what is searched for."""

    mark_id: UUID
    number: str
    name: str
    compared: Name
    classes: Sequence[int]
    groups: Sequence[str]
    status: str


@dataclass(frozen=True, slots=True)
class Similarity:
    """The search table; whoever registers, imports or changes marks calls `index` in the same transaction."""

    session: AsyncSession

    async def index(self, marks: Collection[IndexedMark]) -> None:
        """Make these marks findable as they are now; a mark without a name or a class is taken out."""
        await self.forget([mark.id for mark in marks])
        rows = [row for mark in marks if (row := search_row(mark)) is not None]
        if not rows:
            return
        await insert_many(self.session, _SEARCHED, rows)
        classes = sorted({nice for row in rows for nice in row["classes"]})
        known = upsert(SearchedClass).values([{"nice_class": nice} for nice in classes])
        await self.session.execute(known.on_conflict_do_nothing())

    async def forget(self, mark_ids: Collection[UUID]) -> None:
        """Take marks out of the search."""
        await self.session.execute(delete(SimilarMark).where(SimilarMark.mark_id.in_(mark_ids)))

    async def candidates(self, name: Name, classes: Collection[int]) -> Sequence[Candidate]:
        """Marks of these classes that share most features with a name, found by its rarest ones."""
        asked = grams(name, classes)
        common = select(CommonGram.gram, CommonGram.postings).where(CommonGram.gram == any_(_ints(asked)))
        counts: dict[int, int] = {row.gram: row.postings for row in await self.session.execute(common)}
        chosen = rarest(counts, asked, budget=BUDGET, common=COMMON)
        question = {
            "chosen": chosen,
            "asked": asked,
            "classes": sorted(classes),
            "size": len(features(name)),
            "limit": READ,
            "most": CANDIDATES,
        }
        found = await self.session.execute(_CANDIDATES, question)
        return [
            Candidate(
                mark_id=row.mark_id,
                number=row.number,
                name=row.name,
                compared=Name(row.key, tuple(row.sounds)),
                classes=row.classes,
                groups=row.groups,
                status=row.status,
            )
            for row in found
        ]

    async def searched(self) -> frozenset[int]:
        """Classes of which marks were loaded."""
        return frozenset(await self.session.scalars(select(SearchedClass.nice_class)))

    async def count_common(self) -> int:
        """Count the common grams when the table has grown enough; says how many there are, or 0."""
        writes, rows = (await self.session.execute(_WRITES)).one()
        last = await self.session.scalar(select(GramCount.writes).where(GramCount.singleton == 1))
        if rows == 0 or (last is not None and 0 <= writes - last <= rows * GROWTH):
            return 0
        await self.session.execute(delete(CommonGram))
        percent = min(100.0, 100.0 * SAMPLED / max(rows, 1))
        await self.session.execute(_COUNT, {"percent": percent, "least": max(1.0, COMMON * percent / 100)})
        noted = {"singleton": 1, "writes": writes, "counted_at": instant()}
        counted = upsert(GramCount).values(noted)
        await self.session.execute(counted.on_conflict_do_update(index_elements=["singleton"], set_=noted))
        return await self.session.scalar(select(func.count()).select_from(CommonGram)) or 0


def search_row(mark: IndexedMark) -> Mapping[str, Any] | None:
    """The row by which a mark is found; None when there is nothing to find it by."""
    name = Name.of(mark.name)
    classes = sorted(set(mark.classes) & set(CLASSES))
    if not name.text or not classes:
        return None
    return {
        "mark_id": mark.id,
        "number": mark.number,
        "name": mark.name[:_NAME],
        "key": name.text[:_NAME],
        "sounds": name.sounds,
        "classes": classes,
        "groups": sorted(set(mark.groups)),
        "status": mark.status,
        "size": len(features(name)),
        "grams": grams(name, classes),
    }


def _ints(values: Collection[int]) -> Any:
    return cast(literal(list(values), ARRAY(INTEGER)), ARRAY(INTEGER))


# `&&` on int[] is intarray's once that is installed, and it uses a GIN index of gin__int_ops only; a default
# GIN index would be passed over in silence. The inner limit bounds the work when counts are out of date.
_CANDIDATES: Final = text("""
SELECT mark_id, number, name, key, sounds, classes, groups, status
FROM (
    SELECT mark_id, number, name, key, sounds, classes, groups, status, size, grams
    FROM trademark.similar_marks WHERE grams && CAST(:chosen AS integer[]) LIMIT :limit
) AS found
ORDER BY
    icount(grams & CAST(:asked AS integer[]))::real / icount(classes & CAST(:classes AS integer[]))
    / (size + :size) DESC,
    mark_id
LIMIT :most
""")

_WRITES: Final = text("""
SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint AS writes,
       greatest(coalesce(sum(n_live_tup), 0), coalesce(max(c.reltuples), 0))::bigint AS rows
FROM pg_class c LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.oid = 'trademark.similar_marks'::regclass
""")

_COUNT: Final = text("""
INSERT INTO trademark.similar_common_grams (gram, postings)
SELECT gram, (count(*) * 100 / CAST(:percent AS double precision))::integer
FROM trademark.similar_marks TABLESAMPLE SYSTEM (CAST(:percent AS real)), unnest(grams) AS gram
GROUP BY gram HAVING count(*) >= :least
""")
