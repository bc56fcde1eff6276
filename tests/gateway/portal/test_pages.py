"""The pages of the portal, asked without a browser: languages, headers, catalogues, verification."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.gateway.portal.assets import Assets
from services.gateway.portal.gather import gather
from services.gateway.portal.main import build
from services.gateway.replies import PROBLEMS
from services.gateway.routes import PAGES, SERVICES
from services.gateway.settings import GatewaySettings
from shared.http.client import Gateway, SiblingClient
from shared.messages.catalogue import HOUSE
from shared.text.yaml_text import read_yaml
from tests.architecture.tree import ROOT

HTML = {"accept": "text/html"}
SHOWN = ("/", "/docs", "/start", "/problems", "/glossary", "/verify", *(f"/docs/{name}" for name in SERVICES))
FACTS = {
    "checked_on": "2018-03-01",
    "number": "HLWPP-2017-0001",
    "name_zh": "重点培育企业",
    "name_en": "Key enterprise",
    "holder_name": "金乡县大蒜<b>产业</b>有限公司",
    "document_number": "鲁商字〔2017〕99号",
    "valid_from": "2017-11-01",
    "valid_to": "2019-10-31",
}


class Review(httpx.AsyncBaseTransport):
    """Review's answers by code."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        code = request.url.path.rsplit("/", 1)[-1]
        self.asked.append(code)
        if code == "SILENT":
            return httpx.Response(503, json={"code": "service_unavailable"})
        facts = {"checked_on": "2018-03-01"} if code == "UNKNOWN" else FACTS
        return httpx.Response(200, json={"validity": code.lower(), **facts})


@pytest.fixture
def review() -> Review:
    return Review()


@pytest.fixture(scope="session")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the portal shows of all services, as the start of the platform gathers it."""
    folder = tmp_path_factory.mktemp("portal")
    gather(folder)
    return folder


@pytest.fixture
async def client(review: Review, gathered: Path) -> AsyncIterator[httpx.AsyncClient]:
    sibling = SiblingClient(
        Gateway(httpx.AsyncClient(transport=review, base_url="http://review")),
        "review",
        tokens=None,
        attempts=1,
    )
    app = build(GatewaySettings(portal_data=gathered, public_url="https://gw.example"), review=sibling)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as opened:
        yield opened


@pytest.mark.parametrize("path", SHOWN)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_P09_every_page_speaks_the_readers_language(
    client: httpx.AsyncClient, path: str, language: str
):
    answer = await client.get(path, headers={**HTML, "accept-language": language})
    assert (answer.status_code, answer.headers["content-language"]) == (200, language)
    assert f'<html lang="{language}">' in answer.text
    assert "Accept-Language" in answer.headers["vary"]


@pytest.mark.parametrize(("language", "word"), [("zh-CN", "复制"), ("en", "Copy")])
async def test_P09_each_first_call_has_a_button_that_says_what_it_does(
    client: httpx.AsyncClient, language: str, word: str
):
    page = (await client.get("/start", headers={"accept-language": language})).text
    assert set(re.findall(r"<button[^>]*>([^<]*)</button>", page)) == {word}


async def test_P09_a_chosen_language_is_remembered(client: httpx.AsyncClient):
    chosen = await client.get("/docs?lang=en", headers={"accept-language": "zh-CN"})
    assert chosen.headers["content-language"] == "en"
    assert (await client.get("/start")).headers["content-language"] == "en"
    assert (await client.get("/start?lang=xx")).headers["content-language"] == "en"


@pytest.mark.parametrize("path", [*SHOWN, "/missing", "/portal/assets/0/portal.css"])
async def test_no_page_runs_or_loads_what_is_not_its_own(client: httpx.AsyncClient, path: str):
    answer = await client.get(path, headers=HTML)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=|javascript:", answer.text) == []
    loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', answer.text)
    assert {each for each in loaded if not each.startswith("/portal/assets/")} == set()
    for each in loaded:
        asset = await client.get(each)
        assert (asset.status_code, "immutable" in asset.headers["cache-control"]) == (200, True)


def test_texts_are_there_in_both_languages_and_each_is_used():
    folder = ROOT / "services/gateway/portal"
    texts = read_yaml((folder / "texts.yaml").read_text("utf-8"))
    assert [key for key, both in texts.items() if set(both) != {"zh-CN", "en"}] == []
    used = "".join(file.read_text("utf-8") for file in (folder / "templates").glob("*.html"))
    composed = ("service_", "about_", "verdict_", "explained_", "rule_", "standing_", "why_", "chart_")
    unused = {key for key in texts if not key.startswith(composed) and f"t.{key}" not in used}
    assert unused == set()


async def test_P09_every_code_of_every_service_has_its_page_in_both_languages(client: httpx.AsyncClient):
    files = [HOUSE, *(ROOT / "services" / name / "messages.yaml" for name in SERVICES)]
    codes = {code: texts for file in files for code, texts in (read_yaml(file.read_text()) or {}).items()}
    whole = (await client.get("/problems")).text
    assert {code for code in codes if f'href="/problems/{code}"' not in whole} == set()
    page = (await client.get("/problems/quota_reached", headers={"accept-language": "en"})).text
    assert PROBLEMS + "quota_reached" in page
    for language in ("zh-CN", "en"):
        assert codes["quota_reached"]["title"][language] in page
    assert "409" in page
    assert "POST /review/v1/decisions/{decision_id}/issue" in page


async def test_a_refusal_of_every_service_and_one_of_no_contract_tell_their_status(client: httpx.AsyncClient):
    for code, status in (("action_not_allowed", "409"), ("token_expired", "401"), ("sign_in_refused", "401")):
        assert f"<dd>{status}</dd>" in (await client.get(f"/problems/{code}")).text


async def test_a_pasted_type_finds_its_code(client: httpx.AsyncClient):
    found = (await client.get("/problems", params={"q": f"{PROBLEMS}quota_reached"})).text
    assert set(re.findall(r'href="/problems/(\w+)"', found)) == {"quota_reached"}
    assert "<script" not in (await client.get("/problems", params={"q": "<script>x"})).text.split("<main")[1]


async def test_an_unknown_page_is_a_page_for_people_and_a_problem_for_programs(client: httpx.AsyncClient):
    page = await client.get("/problems/no_such_code", headers=HTML)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    problem = await client.get("/docs/nothing", headers={"accept-language": "en"})
    assert (problem.status_code, problem.json()["code"]) == (404, "path_unknown")
    wrong = await client.post("/docs")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_offered")
    assert set(wrong.headers["allow"].split(", ")) == {"GET", "HEAD"}


async def test_the_glossary_shows_the_terms_of_the_document(client: httpx.AsyncClient):
    page = (await client.get("/glossary")).text
    assert "统一社会信用代码" in page
    assert page.index("Who takes part") < page.index("Brands")


async def test_without_gathered_data_the_gateways_own_codes_are_shown(tmp_path: Path):
    app = build(GatewaySettings(portal_data=tmp_path / "none"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as client:
        assert 'href="/problems/token_invalid"' in (await client.get("/problems")).text
        assert "未收集术语表" in (await client.get("/glossary")).text
        assert (await client.get("/readyz")).status_code == 200


@pytest.mark.parametrize("validity", ["valid", "suspended", "revoked", "expired", "surrendered", "unknown"])
async def test_V11_the_verification_page_says_what_review_says(
    client: httpx.AsyncClient, review: Review, validity: str
):
    answer = await client.get(f"/verify/{validity.upper()}", headers={"accept-language": "en"})
    assert f"verdict-{validity}" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert review.asked == [validity.upper()]
    assert ("HLWPP-2017-0001" in answer.text) is (validity != "unknown")
    assert "<b>产业" not in answer.text


async def test_V11_when_review_is_silent_nothing_is_claimed(client: httpx.AsyncClient):
    page = (await client.get("/verify?code=SILENT")).text
    assert "verdict-silent" in page
    assert "verdict-valid" not in page


@pytest.mark.parametrize("code", ["../../identity", "a/b?c=d", "核验", "x" * 200, "%2e%2e"])
async def test_what_cannot_be_a_code_is_unknown_and_review_is_not_asked(
    client: httpx.AsyncClient, review: Review, code: str
):
    page = await client.get("/verify", params={"code": code})
    assert page.status_code == 200
    assert [each for each in review.asked if "/" in each or "." in each] == []


def test_swagger_ui_is_the_published_one_with_its_licence():
    folder = ROOT / "services/gateway/portal/vendor/swagger-ui"
    assert (folder / "LICENSE").read_text("utf-8").lstrip().startswith("Apache License")
    listed = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines())
    marks = {name: asset.address for name, asset in Assets.read().files.items() if name in listed}
    assert {name for name, address in marks.items() if listed[name][:12] not in address} == set()
    assert len(marks) == 2


def test_the_route_table_leads_to_every_page():
    reached = [
        path for path in SHOWN if path in PAGES or any(path.startswith(p) for p in PAGES if p[-1] == "/")
    ]
    assert set(SHOWN) - set(reached) == {"/"}
