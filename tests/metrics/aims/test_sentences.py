"""Formal target -> Chinese sentence -> formal target is the identity."""

import httpx
import pytest
from hypothesis import given

from services.metrics.aims.rules import Vocabulary
from services.metrics.aims.schemas import FormalTarget
from services.metrics.aims.service import Speaker
from services.metrics.sentences.service import read
from tests.metrics.aims.growing import TARGETS, VOCABULARIES

API = "/metrics/v1/target-sentences"
RETAIL = "2017年，山东省（370000）当期“网络零售额”（元）不少于6000亿元（承诺性）。"


@given(TARGETS, VOCABULARIES)
def test_a_target_that_is_said_and_read_is_the_same_target(target: FormalTarget, words: Vocabulary) -> None:
    """M03: over every quantifier, comparator, bound, measure and window."""
    sentence = Speaker(words).say(target)
    assert read(sentence, words) == target
    assert Speaker(words).say(read(sentence, words)) == sentence


async def test_anyone_may_ask_what_a_sentence_means(client: httpx.AsyncClient) -> None:
    answer = await client.get(API, params={"sentence": RETAIL})
    assert answer.status_code == 200, answer.text
    formal = answer.json()["formal"]
    assert formal["comparator"]["bound"] == {"kind": "constant", "value": "600000000000"}
    assert formal["measure"] == {"kind": "series", "code": "online_retail"}


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("2017年要打造50个品牌。", "sentence_unexpected"),
        (RETAIL[:-1], "sentence_unexpected"),
        (RETAIL.replace("网络零售额", "网络销售"), "sentence_name_unknown"),
        (RETAIL.replace("6000亿元", "6000家"), "sentence_units_mixed"),
        (RETAIL.replace("（370000）", "（370800）"), "region_unknown"),
        (RETAIL.replace("（370000）", "（999999）"), "region_unknown"),
        (RETAIL.replace("2017年，", "1017年，"), "sentence_value_unfit"),
        (RETAIL.replace("2017年，", "2018年至2017年，"), "sentence_value_unfit"),
    ],
)
async def test_a_sentence_that_says_no_target_is_refused_with_the_reason(
    client: httpx.AsyncClient, sentence: str, code: str
) -> None:
    answer = await client.get(API, params={"sentence": sentence})
    assert answer.status_code == 422, answer.text
    assert [each["code"] for each in answer.json()["errors"]] == [code]
