"""The targets of two documents on metrics' board, before the story and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.clock import until
from deploy.demo.gateway import CallRefusedError, Gateway, Json
from deploy.demo.progress import Stage
from deploy.demo.registration import PROGRAMME

DOCUMENTS = ("internet_plus_brand_2017", "trademark_brands_2018")
"""鲁商字〔2017〕24号 and 济政字〔2018〕88号."""
REPLAYED = ("candidates", "selected")
"""Targets of the programme that is played again; the others keep the years of their documents."""
ROUND_TAKES = timedelta(days=60)
SHOWN = (
    "target",
    "document",
    "clause",
    "text",
    "unit",
    "edition",
    "status",
    "value",
    "lower",
    "upper",
    "reasons",
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Reads the board as anybody may; words two targets anew as an officer of the province."""

    gateway: Gateway
    stage: Stage
    today: date

    async def before(self) -> list[Json]:
        """The programme's year becomes the year of the demo, in a second edition; then the board."""
        with self.stage.chapter("目标看板（事前） Targets before", len(DOCUMENTS)):
            await until(self._judged, "metrics does not judge the targets")
            for code in REPLAYED:
                await self._word_anew(code)
            await until(self._judged_anew, "metrics does not judge the new editions")
            return await self._board()

    async def after(self, *, selected: int) -> list[Json]:
        """The board once it knows of every title."""
        with self.stage.chapter("目标看板（事后） Targets after", len(DOCUMENTS)):

            async def known() -> bool:
                lines = {line["target"]: line for line in await self._board()}
                return float(lines["selected"]["value"] or 0) == selected

            await until(known, "the board does not show the titles")
            return await self._board()

    async def _word_anew(self, code: str) -> None:
        officer = self.gateway.person(PROGRAMME)
        seen = await officer.get(f"/metrics/v1/targets/{code}")
        year = (self.today + ROUND_TAKES).year
        body = {
            "clause": seen["clause"],
            "text": seen["text"],
            "reading": f"方案年度为2017年；演示于{self.today.year}年重演，年度改为{year}年",
            "formal": {**seen["formal"], "window": {"until": year}},
        }
        await officer.post(f"/metrics/v1/targets/{code}/editions", body, version=seen["version"])

    async def _judged(self) -> bool:
        """The worker takes the catalogue in after its start, and judges a moment later."""
        try:
            boards = await self._boards()
        except CallRefusedError as refused:
            if refused.code != "board_not_found":
                raise
            return False
        return all(board["items"] and not board["waiting"] for board in boards)

    async def _judged_anew(self) -> bool:
        lines = {line["target"]: line for line in await self._board()}
        return all(lines[code]["edition"] > 1 for code in REPLAYED)

    async def _board(self) -> list[Json]:
        boards = await self._boards()
        return [{name: line.get(name) for name in SHOWN} for board in boards for line in board["items"]]

    async def _boards(self) -> Sequence[Json]:
        return [await self.gateway.public("/metrics/v1/board", document=name) for name in DOCUMENTS]
