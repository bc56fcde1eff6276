"""The first calls that the portal shows, taken from its page and run as they stand."""

import html
import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from deploy.demo.clock import SYSTEM
from deploy.demo.gateway import Gateway
from tests.journeys.running import Running

pytestmark = pytest.mark.journeys
PROGRAMS = {
    "first-calls.sh": "sh",
    "first-calls.mjs": "node",
    "first-calls.py": "python3",
    "sign-in.sh": "sh",
}
NEEDS = {"first-calls.sh": "curl", "sign-in.sh": "curl"}


@pytest.fixture(scope="session")
async def credentials(gateway: Gateway) -> dict[str, str]:
    """A registered program, as an administrator hands it over."""
    body = {
        "name": "first-calls",
        "title": "门户示例",
        "method": "secret",
        "scopes": ["registry:*", "review:*"],
    }
    answer = await gateway.person(SYSTEM).post("/identity/v1/clients", body)
    return {"CLIENT_ID": answer["client"]["name"], "CLIENT_SECRET": answer["client_secret"]}


@pytest.fixture(scope="session")
def shown(platform: Running) -> dict[str, str]:
    """The snippets as a reader copies them."""
    page = httpx.get(f"{platform.url}/start", headers={"accept": "text/html"}, trust_env=False).text
    found = re.findall(r'<code data-name="([^"]+)">(.*?)</code>', page, re.DOTALL)
    return {name: html.unescape(text) for name, text in found}


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_first_call_works_as_it_is_copied_from_the_page(
    name: str, platform: Running, shown: dict[str, str], credentials: dict[str, str], tmp_path: Path
):
    for program in {PROGRAMS[name], NEEDS.get(name, PROGRAMS[name])}:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is absent: {name} is not run (apt-get install curl)")
    (tmp_path / name).write_text(shown[name], encoding="utf-8")
    keys = tmp_path / "var" / "keys"
    keys.mkdir(parents=True)
    (keys / "demo.passphrase").write_text(platform.passphrase, encoding="utf-8")
    ran = subprocess.run(
        [PROGRAMS[name], name],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], **credentials},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    wanted = "access_token" if name == "sign-in.sh" else "items"
    assert wanted in ran.stdout, ran.stdout + ran.stderr
    assert '"code":' not in ran.stdout, "a refusal, not an answer"
