"""The search for similar marks against brute force on the same names, in the same run.

Run: make bench; alone: python -m benchmarks.similar_marks [names [questions]]   (1,000,000 and 300)
Names are invented, of two to five characters, a tenth Latin; a question is a name with one disturbance:
a character another, left out or added, one of the same sound, or two neighbours swapped. Brute force is
RapidFuzz over all names of the class, by characters.
"""

import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, Final

import asyncpg
from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlalchemy import text

from deploy.local.postgres import EmbeddedPostgres
from services.trademark.similarity.repository import IndexedMark, Similarity, search_row
from services.trademark.similarity.rules import Name
from services.trademark.similarity.service import rank
from shared.db.caller import SYSTEM
from shared.db.ids import new_id
from shared.db.work import Database
from shared.testing.database import Cluster
from shared.time.clock import Clock

FIRST: Final = 20
"""A search has found its mark when it stands among so many."""
NAMES: Final = 1_000_000
QUESTIONS: Final = 300
BRUTE: Final = 30
"""Questions that brute force is asked: it takes its time."""
CLASS: Final = 31
HANZI: Final = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
COLUMNS: Final = (
    "mark_id",
    "number",
    "name",
    "key",
    "sounds",
    "classes",
    "groups",
    "status",
    "size",
    "grams",
)

Find = Callable[[str], Sequence[str]]


def invented(count: int, source: random.Random) -> list[str]:
    """Different names; some characters are far more frequent than others, as in real marks."""
    weights = [1 / (place + 10) for place in range(len(HANZI))]
    made: set[str] = set()
    while len(made) < count:
        length = source.choice((2, 3, 3, 4, 4, 5))
        latin = source.random() < 0.1  # noqa: PLR2004 - a tenth
        letters = source.choices(LETTERS, k=length + 3) if latin else source.choices(HANZI, weights, k=length)
        made.add("".join(letters))
    return sorted(made)


def disturbed(name: str, source: random.Random) -> str:
    """One disturbance."""
    place = source.randrange(len(name))
    other = source.choice(LETTERS if name.isascii() else HANZI)
    before = max(place - 1, 0)
    edits = [
        name[:place] + other + name[place:],
        name[:before] + name[place] + name[before:place] + name[place + 1 :],
        name[:place] + other + name[place + 1 :],
        name[:place] + name[place + 1 :],
    ]
    return source.choice(edits if len(name) > 2 else edits[:2])  # noqa: PLR2004 - what is left must mean something


def rows(names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of the search table."""
    for number, name in enumerate(names):
        mark = IndexedMark(id=new_id(), number=str(number), name=name, classes=[CLASS], status="registered")
        row = search_row(mark)
        if row is not None:
            yield tuple(row[column] for column in COLUMNS)


async def loaded(url: str, names: Sequence[str]) -> float:
    """COPY the names; how many seconds that took, keys and index included."""
    connection = await asyncpg.connect(url)
    began = perf_counter()
    await connection.copy_records_to_table(
        "similar_marks", schema_name="trademark", records=rows(names), columns=COLUMNS
    )
    took = perf_counter() - began
    await connection.execute("VACUUM ANALYZE trademark.similar_marks")
    await connection.close()
    return took


def asked(questions: Sequence[tuple[str, str]], find: Find) -> dict[str, float]:
    """How long a search takes, and how often the source is among the first."""
    times, found = [], 0
    for name, question in questions:
        began = perf_counter()
        hits = find(question)
        times.append(1000 * (perf_counter() - began))
        found += name in hits[:FIRST]
    return {
        "p50_ms": round(median(times), 2),
        "p99_ms": round(quantiles(times, n=100)[98], 2),
        "recall_at_20": round(found / len(questions), 3),
    }


async def searched(database: Database, questions: Sequence[tuple[str, str]]) -> dict[str, float]:
    """The same, through the index; a session a question, as in a request."""
    times, found = [], 0
    for name, question in questions:
        began = perf_counter()
        async with database.open() as session:
            wanted = Name.of(question)
            hits = rank(wanted, await Similarity(session).candidates(wanted, [CLASS]), None)
        times.append(1000 * (perf_counter() - began))
        found += name in [mark.name for mark, _ in hits[:FIRST]]
    return {
        "p50_ms": round(median(times), 2),
        "p99_ms": round(quantiles(times, n=100)[98], 2),
        "recall_at_20": round(found / len(questions), 3),
    }


async def measured(server: EmbeddedPostgres, count: int, questions: int) -> dict[str, Any]:
    """Load, count, ask; then brute force."""
    source = random.Random(20261122)  # noqa: S311 - invented data, the same each time
    names = invented(count, source)
    pairs = [(name, disturbed(name, source)) for name in source.sample(names, questions)]
    cluster = Cluster(server.url(scheme="postgresql"))
    made = await cluster.clone("trademark")
    load_seconds = await loaded(server.url(scheme="postgresql", dbname=made), names)
    database = Database.connect("trademark", cluster.url("trademark", made), clock=Clock())
    async with database.write(SYSTEM) as session:
        began = perf_counter()
        common = await Similarity(session).count_common()
        count_seconds = perf_counter() - began
        size = await session.scalar(text("SELECT pg_relation_size('trademark.similar_marks_grams_idx')"))
    await searched(database, pairs[:20])
    ours = await searched(database, pairs)
    await database.dispose()

    def brute(question: str) -> list[str]:
        found = process.extract(question, names, scorer=OSA.normalized_similarity, limit=FIRST)
        return [name for name, _, _ in found]

    theirs = asked(pairs[:BRUTE], brute)
    return {
        "names": count,
        "load_seconds": round(load_seconds, 1),
        "count_seconds": round(count_seconds, 1),
        "common_grams": common,
        "index_mb": round((size or 0) / 2**20),
        "indexed": ours,
        "brute_force": theirs,
        "times_faster": round(theirs["p50_ms"] / ours["p50_ms"], 1),
    }


def table(result: dict[str, Any]) -> str:
    """For the screen and for a page."""
    lines = [
        (
            f"{result['names']} names: loaded with keys and index in {result['load_seconds']} s, index "
            f"{result['index_mb']} MB, {result['common_grams']} common grams counted in "
            f"{result['count_seconds']} s; p50 {result['times_faster']} times faster than brute force."
        ),
        "",
        "| search | p50 ms | p99 ms | source among the first 20 |",
        "|---|---:|---:|---:|",
    ]
    for way in ("indexed", "brute_force"):
        found = result[way]
        lines.append(f"| {way} | {found['p50_ms']} | {found['p99_ms']} | {found['recall_at_20']} |")
    return "\n".join(lines)


def searches(names: int = NAMES, questions: int = QUESTIONS) -> str:
    """The whole of it on a cluster of its own, as a table."""
    with (
        tempfile.TemporaryDirectory(prefix="lupin-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", throwaway=True) as server,
    ):
        return table(asyncio.run(measured(server, names, questions)))


if __name__ == "__main__":
    print(searches(*map(int, sys.argv[1:3])))
