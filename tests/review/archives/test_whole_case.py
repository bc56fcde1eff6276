"""The archive of a case that went all the way: who forges a score, a figure or an outcome is named (V20)."""

import json
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from deploy import verify_archive
from services.review.aggregates.dependencies import score_run_desk
from services.review.applications.models import Application
from services.review.assignments.dependencies import assignment_desk
from services.review.assignments.models import Assignment
from services.review.assignments.schemas import TakeAssignmentStep
from services.review.panels.models import Panellist
from services.review.rankings.dependencies import ranking_desk
from services.review.rankings.schemas import ComputeRanking
from services.review.rankings.workflow import Action
from services.review.rounds.models import Round
from services.review.scores.dependencies import score_desk
from services.review.scores.schemas import HandInScores
from shared.codes.roles import Role
from shared.db.work import Database
from shared.testing.tokens import Signer
from tests.review.archives.conftest import forged
from tests.review.hall import V1, Hall
from tests.review.judging import CRITERIA, an_expert, lay_applications, lay_panel, programme_officer, seat

OFFICER = programme_officer()
Rows = list[dict[str, Any]]


@pytest.fixture
async def judged(database: Database, a_round: Round) -> list[Application]:
    """Two applications that three experts have scored, ranked."""
    cases = await lay_applications(database, a_round, 2)
    panel = await lay_panel(database, a_round, 3)
    seats = await seated(database, cases, panel)
    for given in seats:
        await scored(database, given.id, given.subject, before_the_review=True)
    async with database.write(OFFICER) as session:
        await assignment_desk(session).start_review(a_round.id)
    for given in seats:
        await scored(database, given.id, given.subject, before_the_review=False)
    async with database.write(OFFICER) as session:
        run = await score_run_desk(session).run(a_round.id)
    async with database.write(OFFICER) as session:
        ranking = await ranking_desk(session).compute(ComputeRanking(score_run_id=run))
    async with database.write(OFFICER) as session:
        await ranking_desk(session).step(ranking, Action.APPLY, seen=1)
    return cases


async def seated(
    database: Database, cases: Sequence[Application], panel: Sequence[Panellist]
) -> list[Assignment]:
    made = [seat(case, panellist) for case in cases for panellist in panel]
    async with database.write(OFFICER) as session:
        session.add_all(made)
        await session.flush()
        for each in made:
            await assignment_desk(session).book.open(each)
    return made


async def scored(database: Database, seat_id: UUID, subject: str, *, before_the_review: bool) -> None:
    """Declares before the review begins, hands in the sheet afterwards."""
    async with database.write(an_expert(subject)) as session:
        if before_the_review:
            clear = TakeAssignmentStep.model_validate({"action": "declare_clear"})
            await assignment_desk(session).step(seat_id, clear, seen=1)
            return
        marks = [{"criterion": each, "points": "82.5", "reason": "材料充分。"} for each in CRITERIA]
        sheet = HandInScores.model_validate({"marks": marks})
        await score_desk(session).hand_in(seat_id, sheet, seen=2)


@pytest.fixture
async def archive(hall: Hall, judged: list[Application], as_: Signer, tmp_path: Path) -> Path:
    """After an objection that was dismissed the first one holds a title; its archive, for an auditor."""
    notice = await hall.opened(*judged)
    objection = await hall.answered(await hall.entry(notice))
    await hall.ruled(objection, "unfounded")
    await hall.run_out(notice)
    await hall.issued(notice)
    auditor = as_(Role.AUDITOR, region="37.")
    answer = await hall.client.get(f"{V1}/applications/{judged[0].id}/archive", headers=auditor)
    assert answer.status_code == 200, answer.text
    path = tmp_path / "case.zip"
    path.write_bytes(answer.content)
    return path


def rows_of(archive: Path, member: str) -> Rows:
    with zipfile.ZipFile(archive) as opened:
        found: Rows = json.loads(opened.read(member))
    return found


async def test_V20_the_archive_of_a_titled_case_holds_all_and_is_whole(archive: Path):
    assert verify_archive.faults(archive) == []
    counted = {name: len(rows_of(archive, f"{name}.json")) for name in verify_archive.NOUNS}
    assert counted == {
        "assignments": 3,
        "score_runs": 1,
        "rankings": 1,
        "notices": 1,
        "notice_entries": 1,
        "objections": 1,
        "decisions": 1,
        "titles": 1,
    }
    assert len(rows_of(archive, "scores.json")) == 3 * len(CRITERIA)


def raise_points(rows: Rows) -> None:
    rows[4]["points"] = "99.0000"


def take_out_a_mark(rows: Rows) -> None:
    del rows[0]


def change(member: str, value: Any) -> Callable[[Rows], None]:
    def changed(rows: Rows) -> None:
        assert rows[0][member] != value
        rows[0][member] = value

    return changed


def change_items(rows: Rows) -> None:
    rows[0]["items"][0]["ruling"] = "founded"


FORGERIES = [
    ("scores.json", raise_points, "scores of assignment"),
    ("scores.json", take_out_a_mark, "scores of assignment"),
    ("scores.json", change("subject", "somebody else"), "scores of assignment"),
    ("assignments.json", change("state", "recused"), "assignments"),
    ("score_lines.json", change("aggregate", "12.0000"), "score_lines of"),
    ("score_runs.json", change("method", "mean"), "score_runs"),
    ("ranking_lines.json", change("place", 40), "ranking_lines of"),
    ("rankings.json", change("state", "computed"), "rankings"),
    ("notice_entries.json", change("snapshot", {}), "notice_entries"),
    ("notices.json", change("state", "draft"), "notices"),
    ("objections.json", change_items, "objections"),
    ("decision_entries.json", change("outcome", "reject"), "decision_entries of"),
    ("decisions.json", change("state", "draft"), "decisions"),
    ("titles.json", change("valid_to", "2099-01-01"), "titles"),
]


async def test_V20_every_forged_row_is_named_though_the_manifest_was_mended(archive: Path):
    for member, forge, named in FORGERIES:
        found = verify_archive.faults(forged(archive, member, forge))
        assert [each for each in found if not each.startswith(named)] == []
        assert found, member


async def test_the_archive_of_a_reader_of_the_city_has_no_expert_and_is_whole_all_the_same(
    hall: Hall, judged: list[Application], as_: Signer, tmp_path: Path
):
    await hall.issued(await hall.closed(*judged))
    reader = as_(Role.AUDITOR, region="37.3708.")
    answer = await hall.client.get(f"{V1}/applications/{judged[0].id}/archive", headers=reader)
    path = tmp_path / "city.zip"
    path.write_bytes(answer.content)
    assert verify_archive.faults(path) == []
    assert rows_of(path, "scores.json") == rows_of(path, "assignments.json") == []
    with zipfile.ZipFile(path) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist())
        withheld = json.loads(opened.read("manifest.json"))["withheld"]
    assert b"expert-" not in everything
    assert [each.split("/")[0] for each in withheld] == ["decision", "notice"]
