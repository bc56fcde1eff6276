"""The frozen queue tables are those of the pinned library, and the migration can be taken back."""

import asyncio

from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.domain.settings import DBSettings

from shared.db.migrate import downgrade, upgrade
from shared.jobs.tables import FOLDER


def test_the_frozen_queue_is_what_the_pinned_library_would_install():
    settings = DBSettings(db_schema="review", channel="review_jobs")
    wanted = QueryBuilderEnvironment(settings=settings).build_install_query(create_schema=False)
    frozen = (FOLDER / "queue.sql").read_text("utf-8").format(schema="review").replace("\n;;", ";")
    assert _words(frozen) == _words(wanted)


def _words(script: str) -> list[str]:
    return " ".join(line for line in script.splitlines() if not line.startswith("--")).split()


async def test_jobs_and_files_can_be_migrated_down_and_up_again(cluster):
    for service in ("review", "registry"):
        name = await cluster.clone(service)
        try:
            url = cluster.url(service, name, owner=True)
            await asyncio.to_thread(downgrade, service, url, "base")
            await asyncio.to_thread(upgrade, service, url)
        finally:
            await cluster.drop(name)
