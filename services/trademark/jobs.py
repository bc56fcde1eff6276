"""What the worker of trademark does: it follows registry, and does what time brings about."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from services.trademark.authorisations.dependencies import expire_uses
from services.trademark.deadlines.service import plan_deadlines, remind
from services.trademark.events import consumers
from services.trademark.indication_imports.dependencies import INDICATIONS, indication_work
from services.trademark.legal_rules.service import take_over
from services.trademark.mark_imports.dependencies import MARKS, mark_work
from services.trademark.settings import TrademarkSettings
from services.trademark.similarity.dependencies import count_common_grams
from services.trademark.timekeeping.service import age_marks
from shared.app.worksite import worksite
from shared.files.files import Files
from shared.jobs.work import Crew, Handler, Tick, due
from shared.messages.catalogue import Catalogue

MESSAGES = Path(__file__).with_name("messages.yaml")

TICKS: Sequence[Tick] = (
    Tick("take_over_legal_rules", 300.0, take_over),
    due("expire_indication_uses", expire_uses),
    due("age_marks", age_marks),
    due("plan_deadlines", plan_deadlines),
    due("remind", remind),
    Tick("count_common_grams", 60.0, count_common_grams),
)
"""What time brings about; one worker at a time runs them."""


def handlers(files: Files | None) -> Mapping[str, Handler]:
    """Long work by the name under which it is enqueued; without files there is nothing to import."""
    if files is None:
        return {}
    catalogue = Catalogue.load(MESSAGES)
    return {
        MARKS.name: mark_work(files, catalogue).run,
        INDICATIONS.name: indication_work(files, catalogue).run,
    }


@asynccontextmanager
async def crew() -> AsyncIterator[Crew]:
    """Open what the work needs, and close it again."""
    async with worksite("trademark", TrademarkSettings()) as site:
        following = [consumer.run for consumer in consumers(site.house, site.database)]
        yield site.crew(handlers=handlers(site.files), ticks=TICKS, following=following)
