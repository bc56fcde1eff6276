"""What the page for writers of front-ends quotes stands in the files that the journeys play."""

import json
import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.contracts.conftest import KIT
from tests.journeys.test_frontend import STRICTLY
from tests.journeys.test_platform_client import GENERATE

PAGES = ("docs/front-end.md", "docs/front-end.zh-CN.md")
_QUOTED = re.compile(r"^<!-- (\S+) -->\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#:]+)\)")


def quotes(text: str) -> list[tuple[str, str]]:
    """File and code of every block that names where it stands."""
    return _QUOTED.findall(text)


def strayed(text: str) -> list[str]:
    """First lines of code that does not stand in the file it names, or names none."""
    found = quotes(text)
    named = {code for _, code in found}
    lost = [code for file, code in found if code not in (ROOT / file).read_text("utf-8")]
    lost += [code for language, code in _FENCED.findall(text) if language != "sh" and code not in named]
    return [code.partition("\n")[0] for code in lost]


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_quoted_code_stands_in_the_file_that_it_names(page: str):
    assert strayed(read(page)) == []


def test_both_languages_quote_the_same_code():
    english, chinese = (quotes(read(page)) for page in PAGES)
    assert chinese == english
    assert {Path(file).name for file, _ in english} >= {"apply.ts", "exchange.py"}


@pytest.mark.parametrize("page", PAGES)
def test_the_commands_are_those_of_the_tests(page: str):
    commands = " ".join(code for language, code in _FENCED.findall(read(page)) if language == "sh")
    assert " ".join(STRICTLY) in commands
    assert " ".join(GENERATE[1:]) in commands
    used = json.loads((KIT / "package.json").read_text("utf-8"))["dependencies"]
    for name in ("openapi-fetch", "openapi-typescript", "typescript"):
        assert f"{name}@{used[name]}" in commands
    pinned = re.findall(r'"(openapi-python-client==[^"]+)"', read("pyproject.toml"))
    assert all(f"pip install {each}\n" in commands for each in pinned)
    assert len(pinned) == 1


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files(page: str):
    links = _LINK.findall(read(page))
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_a_changed_line_and_code_from_nowhere_are_found():
    text = read(PAGES[0])
    assert strayed(text.replace("public, no token", "public, a token")) == [
        "def target(api: str, code: str) -> tuple[TargetDetail, AttainmentOut]:"
    ]
    assert strayed(f"{text}\n```ts\nfetch(everything);\n```\n") == ["fetch(everything);"]
