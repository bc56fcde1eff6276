"""The platform of a province, with the Python client that a generator makes, speaks through the gateway."""

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from deploy.demo.gateway import Gateway
from shared.app.contract import contract_path
from tests.architecture.tree import ROOT, built_services
from tests.journeys.platform_client.scene import lay
from tests.journeys.running import Running
from tests.node import ran

pytestmark = pytest.mark.journeys
STORY = ROOT / "tests/journeys/platform_client"
GENERATE = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package of each contract, none of which the generator had anything to say against."""
    folder = tmp_path_factory.mktemp("client")
    for service in built_services():
        contract = ("--path", str(contract_path(f"services.{service}")))
        into = ("--output-path", str(folder / f"lupin_{service}"))
        made = ran([*GENERATE, "--config", str(STORY / "generator.yaml"), *contract, *into], folder)
        assert made.returncode == 0, made.stdout + made.stderr
    for name in ("exchange.py", "story.py"):
        shutil.copy(STORY / name, folder)
    return folder


def test_P01_a_program_against_the_generated_client_is_typed_strictly(client: Path):
    typed = ran(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", f"--cache-dir={os.devnull}", "story.py"],
        client,
    )
    assert typed.returncode == 0, typed.stdout


@pytest.mark.usefixtures("told")
async def test_P04_a_platform_sends_a_list_of_marks_reads_a_target_and_follows_the_feed(
    client: Path, platform: Running, gateway: Gateway
):
    (client / "scene.json").write_text(json.dumps(await lay(gateway)), "utf-8")
    warnings_are_errors = [sys.executable, "-W", "error", "story.py", "scene.json"]
    played = await asyncio.to_thread(ran, warnings_are_errors, client)
    assert (played.returncode, played.stderr) == (0, "")
    came = json.loads(played.stdout)
    assert came["runs"] == [[2, 0, 0, 1, False], [2, 0, 0, 1, True], [0, 0, 2, 1, True]]
    assert came["report"] == [
        [2, "new", "62000001", []],
        [3, "new", "62000002", []],
        [4, "refused", "62000003", ["goods_unreadable"]],
    ]
    assert (came["events"], came["after"]) == ([[], ["62000001", "62000002"]], [])
    board = await gateway.public("/metrics/v1/board", document="internet_plus_brand_2017")
    [selected] = [line for line in board["items"] if line["target"] == "selected"]
    assert came["target"] == {
        "demanded": "Total",
        "sentence": came["target"]["sentence"],
        **{name: selected[name] for name in ("edition", "status", "value")},
    }
    assert "山东省（370000）" in came["target"]["sentence"]
    assert came["refused"] == "invalid_client"
