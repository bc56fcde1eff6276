"""A front-end in TypeScript, typed by the contract alone, applies for an enterprise through the gateway."""

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from deploy.demo.gateway import Gateway, Json
from shared.app.contract import contract_path
from tests.architecture.tree import ROOT
from tests.contracts.conftest import KIT
from tests.journeys.frontend.scene import FORM, Scene, lay
from tests.journeys.running import Running
from tests.node import installed, ran

pytestmark = pytest.mark.journeys
STORY = ROOT / "tests/journeys/frontend"
STRICTLY = [
    *"--strict --target es2022 --module esnext".split(),
    *"--moduleResolution bundler --lib es2022,dom --skipDefaultLibCheck --outDir out".split(),
]


@pytest.fixture(scope="module")
def front_end(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the front-end, compiled strictly against types that were made of review's contract."""
    folder = installed(KIT, tmp_path_factory.mktemp("front-end"))
    for file in (*STORY.glob("*.ts"), *STORY.glob("*.mjs")):
        shutil.copy(file, folder)
    contract = str(contract_path("services.review"))
    made = ran(["node_modules/.bin/openapi-typescript", contract, "-o", "review.ts"], folder)
    assert made.returncode == 0, made.stderr
    compiled = ran(["node_modules/.bin/tsc", *STRICTLY, "apply.ts", "refused.ts"], folder)
    assert compiled.returncode == 0, compiled.stdout
    return folder


@pytest.fixture(scope="module")
async def scene(gateway: Gateway, told: Json) -> Scene:
    """After the story of the demo, whose clock moves by weeks."""
    return await lay(gateway)


async def test_P01_a_front_end_typed_by_the_contract_applies_and_follows_its_application(
    front_end: Path, platform: Running, scene: Scene
):
    given = {
        "api": platform.url,
        "subject": scene.subject,
        "passphrase": platform.passphrase,
        "organisation": scene.organisation_id,
        "round": scene.round_code,
        "form": FORM,
    }
    (front_end / "scene.json").write_text(json.dumps(given), "utf-8")
    played = await asyncio.to_thread(ran, ["node", "story.mjs"], front_end)
    assert played.returncode == 0, played.stderr
    told = json.loads(played.stdout)
    assert told["lacked"] == [f"/form/{member}" for member in FORM]
    assert (told["lacks"], told["sequence"]) == ([], 1)
    assert told["followed"] == {"state": "submitted", "open": ["withdraw"]}
    assert (told["problem"]["code"], told["problem"]["status"]) == ("stale_version", 412)
    assert told["problem"]["title"] == "版本已过期"
    assert told["inEnglish"]["title"] == "Stale version"
    assert told["again"] == "already_applied"
