"""The frozen queue tables are those of the pinned library; tests/migrations takes them down and up again."""

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.domain.settings import DBSettings

from shared.jobs.tables import FOLDER


def test_the_frozen_queue_is_what_the_pinned_library_would_install():
    settings = DBSettings(db_schema="review", channel="review_jobs")
    wanted = QueryBuilderEnvironment(settings=settings).build_install_query(create_schema=False)
    frozen = (FOLDER / "queue.sql").read_text("utf-8").format(schema="review").replace("\n;;", ";")
    assert _words(frozen) == _words(wanted)


def _words(script: str) -> list[str]:
    return " ".join(line for line in script.splitlines() if not line.startswith("--")).split()
