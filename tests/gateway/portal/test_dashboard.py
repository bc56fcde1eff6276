"""The public dashboard: every target of a document as metrics judged it, in the reader's language."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from services.gateway.portal.dashboard import figure
from services.gateway.portal.main import build
from services.gateway.settings import GatewaySettings
from shared.http.client import Gateway, SiblingClient

CAP: dict[str, Any] = {
    "target": "product_brands_cap_2015",
    "clause": "三(二)1",
    "text": "今年拟认定的山东名牌产品不超过300个",
    "reading": "按本年授予的称号计数<b>",
    "sentence": "2015年，山东省（370000）……",
    "unit": "item",
    "as_of": "2015-07-01",
    "status": "near_limit",
    "value": "280",
    "upper": "300",
    "strict": False,
    "pace": "0.93",
    "reasons": [],
}
BLANK = {
    **{name: CAP[name] for name in ("clause", "sentence", "as_of", "strict")},
    "target": "online_retail_2017",
    "text": "网络零售额达到6000亿元",
    "unit": "yuan",
    "status": "unknown",
    "value": None,
    "lower": "600000000000",
    "reasons": [{"code": "nothing_observed", "params": {}}],
}
TWIN = {**BLANK, "target": "online_retail_again", "status": "on_track", "value": "1", "pace": "1.8"}
"""Words that the document has twice, for two targets."""
ENGLISH = {"sentence": "In 2015, Shandong: at most 300.", "reading": "Titles of this year"}


class Metrics(httpx.AsyncBaseTransport):
    """Metrics' answers about one document."""

    silent = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.silent:
            return httpx.Response(503, json={"code": "service_unavailable"})
        document = {
            "code": "mixed",
            "title_zh": "名牌方案",
            "title_en": "Plan",
            "issuer": "省政府",
            "issued": "2015",
        }
        asked = request.url.path.removeprefix("/metrics/v1/")
        language = request.headers.get("accept-language")
        links = [
            {"kind": kind, "svg": f"/metrics/v1/{kind}.svg", "vega_lite": f"/metrics/v1/{kind}.vl.json"}
            for kind in ("gauge", "funnel")
        ]
        answers: dict[str, Any] = {
            "documents": {"items": [document]},
            "documents/mixed": document,
            "documents/without": {**document, "code": "without"},
            "board": {
                "items": [CAP, BLANK, TWIN] if language == "zh-CN" else [{**CAP, **ENGLISH}, BLANK],
                "waiting": ["later_2022"],
                "judged_at": "2015-07-01T20:00:00Z",
            },
            "charts": {"items": [{"target": CAP["target"], "charts": links}]},
        }
        if asked not in answers or request.url.params.get("document") == "without":
            return httpx.Response(404, json={"code": "document_not_found"})
        return httpx.Response(200, json=answers[asked])


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def client(metrics: Metrics) -> AsyncIterator[httpx.AsyncClient]:
    gateway = Gateway(httpx.AsyncClient(transport=metrics, base_url="http://metrics"))
    app = build(GatewaySettings(), metrics=SiblingClient(gateway, "metrics", tokens=None, attempts=1))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://portal") as opened:
        yield opened


async def test_M10_every_target_shows_value_bound_state_clause_reading_and_pictures(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/dashboard/mixed", headers={"accept-language": "zh-CN"})).text
    for shown in (
        "名牌方案",
        "今年拟认定的山东名牌产品不超过300个",
        "280个",
        "≤ 300个",
        "临近上限",
        "三(二)1",
        "2015-07-02 04:00",
    ):
        assert shown in page
    assert "按本年授予的称号计数&lt;b&gt;" in page
    assert 'src="/metrics/v1/gauge.svg?lang=zh-CN&amp;heading=false"' in page
    assert {"/metrics/v1/funnel.svg?lang=zh-CN", "/metrics/v1/funnel.vl.json?lang=zh-CN"} <= set(
        re.findall(r'href="([^"]+)"', page)
    )
    assert "later_2022" in page


async def test_M10_who_reads_english_reads_the_target_in_english_above_the_words_of_the_document(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/dashboard/mixed", headers={"accept-language": "en"})).text
    assert "<h2>In 2015, Shandong: at most 300.</h2>" in page
    assert '<p lang="zh-CN">今年拟认定的山东名牌产品不超过300个</p>' in page
    assert "Titles of this year" in page
    assert "Formal target" not in page
    chinese = (await client.get("/dashboard/mixed", headers={"accept-language": "zh-CN"})).text
    assert '<h2 lang="zh-CN">今年拟认定的山东名牌产品不超过300个</h2>' in chinese
    assert "2015年，山东省（370000）……" in chinese


async def test_M10_a_pace_is_told_of_what_is_to_be_reached_and_not_of_a_limit(
    client: httpx.AsyncClient,
) -> None:
    page = (await client.get("/dashboard/mixed", headers={"accept-language": "zh-CN"})).text
    assert "<dd>1.80</dd>" in page
    assert "0.93" not in page


async def test_M10_targets_of_the_same_words_show_at_once_how_they_differ(client: httpx.AsyncClient) -> None:
    page = (await client.get("/dashboard/mixed")).text
    cards = dict(re.findall(r'(?s)id="(\w+)">(.*?)</li>', page))
    opened = {name for name, card in cards.items() if "<details open>" in card}
    assert opened == {BLANK["target"], TWIN["target"]}


async def test_M10_what_is_unknown_says_why_in_both_languages(client: httpx.AsyncClient) -> None:
    chinese = (await client.get("/dashboard/mixed", headers={"accept-language": "zh-CN"})).text
    assert "未知（尚无数据）" in chinese
    assert "≥ 6,000亿元" in chinese
    english = (await client.get("/dashboard/mixed", headers={"accept-language": "en"})).text
    assert "Unknown (no figure yet)" in english
    assert "≥ CNY 600 bn" in english


@pytest.mark.parametrize(
    ("yuan", "zh", "en"),
    [
        ("1500000000000", "1.5万亿元", "CNY 1.5 tn"),
        ("600000000000", "6,000亿元", "CNY 600 bn"),
        ("100000000", "1亿元", "CNY 100 m"),
        ("99990000", "9,999万元", "CNY 99.99 m"),
        ("500000", "50万元", "CNY 500,000"),
        ("0", "0元", "CNY 0"),
    ],
)
def test_M10_money_is_told_in_the_scale_that_readers_of_the_language_count_in(
    yuan: str, zh: str, en: str
) -> None:
    assert (figure(yuan, "yuan", "zh-CN"), figure(yuan, "yuan", "en")) == (zh, en)


async def test_while_metrics_is_silent_nothing_is_claimed(
    client: httpx.AsyncClient, metrics: Metrics
) -> None:
    metrics.silent = True
    for path in ("/dashboard", "/dashboard/mixed"):
        answer = await client.get(path, headers={"accept-language": "en"})
        assert answer.status_code == 503
        assert "nothing is guessed" in answer.text


async def test_a_document_without_targets_says_so_and_is_not_missing(client: httpx.AsyncClient) -> None:
    answer = await client.get("/dashboard/without", headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "This document sets no target that is measured." in answer.text
    assert '<ul class="targets">' not in answer.text


@pytest.mark.parametrize("code", ["nothing", "..%2F..", "Mixed"])
async def test_a_document_that_there_is_not_is_a_page_that_is_missing(
    client: httpx.AsyncClient, code: str
) -> None:
    answer = await client.get(f"/dashboard/{code}", headers={"accept": "text/html"})
    assert answer.status_code == 404


async def test_the_dashboard_runs_no_script_and_styles_nothing_in_line(client: httpx.AsyncClient) -> None:
    for path in ("/dashboard", "/dashboard/mixed"):
        answer = await client.get(path)
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert re.findall(r"<script|<style| style=| on\w+=|javascript:", answer.text) == []
    assert 'href="/dashboard/mixed"' in (await client.get("/dashboard")).text
