"""Every refusal is a problem (RFC 9457), whoever finds it, and never echoes what was sent."""

import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest

from tests.shared.app.small import client_of, small_service

THING = {"name": "壶"}
JSON = {"Content-Type": "application/json"}


def assert_problem(answer: httpx.Response, status: int, code: str) -> dict[str, object]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["code"] == code
    assert found["status"] == status
    assert found["type"].endswith(f"/{code}")
    assert found["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert found["title"]
    assert found["detail"]
    return found


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"name": NaN}',
        b'{"name": "a", "size": Infinity}',
        b'{"name": "a", "size": -Infinity}',
        b'{"name": "a", "name": "b"}',
        b'{"name": "a", "parts": [{"x": 1, "x": 2}]}',
        b'{"name": "\xff"}',
        b'\xef\xbb\xbf{"name": "a"}',
        b'{"name": "a", "size": 1e999}',
        b'{"name": "a", "size": ' + b"9" * 5000 + b"}",
        b"[" * 3000 + b"]" * 3000,
        b'{"parts": ' + b"[" * 70 + b"]" * 70 + b"}",
        b'{"name": "a\x00"}',
        b"{'name': 'a'}",
        b'"\xed\xa0\x80"',
    ],
)
async def test_a_body_that_is_not_strict_json_is_400(client, body):
    answer = await client.post("/review/v1/echoes", content=body, headers=JSON)
    assert_problem(answer, 400, "malformed_json")


@pytest.mark.parametrize("sent", [{"content": b""}, {"content": b"", "headers": JSON}, {"json": None}])
async def test_no_body_where_one_is_needed_is_422(client, sent):
    found = assert_problem(await client.post("/review/v1/echoes", **sent), 422, "request_invalid")
    assert found["errors"][0]["pointer"] == ""


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"name": "a\\u0000b"}', "/name"),
        (b'{"name": "\\ud800"}', "/name"),
        (b'{"name": "a", "parts": ["x", "\\uDFFF"]}', "/parts/1"),
        (b'{"name": "a", "\\u0000": 1}', ""),
    ],
)
async def test_nul_and_half_a_surrogate_pair_are_refused_where_they_stand(client, body, pointer):
    answer = await client.post("/review/v1/echoes", content=body, headers=JSON)
    found = assert_problem(answer, 422, "request_invalid")
    assert [(e["code"], e["pointer"]) for e in found["errors"]] == [("unusable_character", pointer)]


async def test_a_whole_surrogate_pair_and_an_escaped_backslash_are_text(client):
    body = b'{"name": "\\ud842\\udfb7 \\\\u0000"}'
    answer = await client.post("/review/v1/echoes", content=body, headers=JSON)
    assert answer.json()["name"] == "𠮷 \\u0000"


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"name": None}, "/name", "wrong_type"),
        ({"name": ""}, "/name", "too_short"),
        ({"name": "  "}, "/name", "too_short"),
        ({"name": "x" * 41}, "/name", "too_long"),
        ({"name": "a\nb"}, "/name", "unusable_character"),
        ({"name": "a\u2028b"}, "/name", "unusable_character"),
        ({"kind": "oval"}, "/kind", "not_in_list"),
        ({"worth": 1.5}, "/worth", "decimal_text"),
        ({"worth": "1.234"}, "/worth", "decimal_text"),
        ({"worth": "NaN"}, "/worth", "decimal_text"),
        ({"worth": "1\n"}, "/worth", "decimal_text"),
        ({"worth": "१"}, "/worth", "decimal_text"),
        ({"size": "1"}, "/size", "wrong_type"),
        ({"size": True}, "/size", "wrong_type"),
        ({"size": 1.5}, "/size", "wrong_type"),
        ({"size": 10}, "/size", "out_of_range"),
        ({"size": 10**30}, "/size", "out_of_range"),
        ({"made_on": 20000}, "/made_on", "day_text"),
        ({"made_on": "2026-02-30"}, "/made_on", "wrong_type"),
        ({"made_on": "2026-01-01T00:00:00"}, "/made_on", "day_text"),
        ({"seen_at": "2026-01-01T00:00:00"}, "/seen_at", "instant_text"),
        ({"seen_at": 0}, "/seen_at", "instant_text"),
        ({"seen_at": "0001-01-01T00:00:00+08:00"}, "/seen_at", "instant_text"),
        ({"parts": ["a", "b", "c", "d"]}, "/parts", "too_many"),
        ({"parts": ["a", 1]}, "/parts/1", "wrong_type"),
        ({"owner": "me"}, "/owner", "unknown_member"),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown_member"),
    ],
)
async def test_each_fault_of_a_body_has_a_pointer_a_code_and_words(client, change, pointer, code):
    answer = await client.post("/review/v1/echoes", json=THING | change)
    [error] = assert_problem(answer, 422, "request_invalid")["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)
    assert error["detail"]
    assert "{" not in error["detail"]


@pytest.mark.parametrize(
    ("size", "code", "detail"),
    [(5, "square_too_large", "A square is at most 4."), (3, "square_of_three", "No square of 3.")],
)
async def test_a_rule_of_the_noun_has_its_own_code_and_figures(client, size, code, detail):
    answer = await client.post("/review/v1/echoes", json=THING | {"kind": "square", "size": size})
    [error] = assert_problem(answer, 422, "request_invalid")["errors"]
    assert error == {"pointer": "", "code": code, "detail": detail}


async def test_all_faults_are_told_at_once_and_nothing_sent_is_echoed(client):
    sent = {"name": "", "size": "geheim-77", "kind": "geheim-77", "x": "geheim-77"}
    answer = await client.post("/review/v1/echoes", json=sent)
    assert len(answer.json()["errors"]) == 4
    assert "geheim-77" not in answer.text


async def test_values_are_written_as_the_profile_says(client):
    sent = THING | {"worth": "12.50", "made_on": "2026-03-01", "seen_at": "2026-03-01T08:00:00+08:00"}
    answer = (await client.post("/review/v1/echoes", json=sent)).json()
    assert answer["worth"] == "12.50"
    assert answer["made_on"] == "2026-03-01"
    assert answer["seen_at"] == "2026-03-01T00:00:00Z"


async def test_names_as_they_are_written_in_china_are_text(client):
    for name in ("张　三", "𠮷野家·济宁", "微 山湖", "𱍐姓"):
        assert (await client.post("/review/v1/echoes", json={"name": name})).json()["name"] == name


async def test_members_without_a_value_are_absent(client):
    assert "worth" not in (await client.post("/review/v1/echoes", json=THING)).json()


async def test_a_stranger_gets_401_whatever_is_sent(tmp_path):
    async with client_of(small_service(tmp_path)) as client:
        del client.headers["x-test-subject"]
        for sent in ({"content": b"{", "headers": JSON}, {"json": {}}, {"content": b"x" * 2_000_000}):
            answer = await client.post("/review/v1/echoes?nonsense=1", **sent)
            assert_problem(answer, 401, "unauthenticated")
            assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_an_unknown_path_is_404_and_no_trailing_slash_redirects(client):
    for path in ("/nothing", "/review/v1/echoes/", "/review/v1", "/docs", "/openapi.json"):
        assert_problem(await client.get(path), 404, "path_unknown")


@pytest.mark.parametrize("name", ["%00", "a%00b", "%FF", "%C3%28", "%ED%A0%80"])
async def test_a_path_that_is_not_utf8_text_is_404(client, name):
    answer = await client.get(f"/review/v1/code-lists/{name}")
    assert answer.status_code == 404
    assert_problem(answer, 404, answer.json()["code"])


async def test_an_identifier_that_cannot_be_is_404(stored):
    assert_problem(await stored.get("/review/v1/things/not-a-uuid"), 404, "path_unknown")


async def test_405_lists_every_method_of_the_path(client):
    answer = await client.delete("/review/v1/things/018f0000-0000-7000-8000-000000000000")
    assert_problem(answer, 405, "method_not_offered")
    assert answer.headers["allow"] == "GET, HEAD, PUT"
    answer = await client.put("/review/v1/things")
    assert answer.headers["allow"] == "GET, HEAD, POST"


async def test_head_works_where_get_does(client):
    got = await client.get("/review/v1/code-lists/colours")
    head = await client.head("/review/v1/code-lists/colours")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(got.content))
    assert (await client.head("/review/v1/echoes")).headers["allow"] == "POST"


async def test_a_body_over_the_limit_is_413_announced_or_not(client):
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    big = b'{"name": "' + b"a" * 1_100_000 + b'"}'
    assert_problem(await client.post("/review/v1/echoes", content=big, headers=JSON), 413, "body_too_large")
    answer = await client.post("/review/v1/echoes", content=pieces(), headers=JSON)
    assert_problem(answer, 413, "body_too_large")


async def test_a_route_may_take_more_and_has_its_own_limit(client):
    answer = await client.post("/review/v1/echoes/raw", content=b"x" * 1_500_000)
    assert answer.json() == {"size": 1_500_000}
    answer = await client.post("/review/v1/echoes/raw", content=b"x" * 2_500_000)
    assert_problem(answer, 413, "body_too_large")


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "application/xml"},
        {"Content-Type": ""},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
    ],
)
async def test_a_body_of_another_type_is_415(client, headers):
    answer = await client.post("/review/v1/echoes", content=b'{"name": "a"}', headers=headers)
    assert_problem(answer, 415, "content_type_unread")


async def test_json_goes_by_any_name_that_json_has(client):
    for name in ("application/json; charset=utf-8", "application/merge-patch+json", "APPLICATION/JSON"):
        headers = {"Content-Type": name}
        answer = await client.post("/review/v1/echoes", content=b'{"name": "a"}', headers=headers)
        assert answer.status_code == 200, name


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("colour=red", "unknown_parameter", "colour"),
        ("limit=5&limit=6", "repeated_parameter", "limit"),
        ("q=a%00b", "unusable_character", "q"),
        ("q=%FF", "unusable_character", "q"),
    ],
)
async def test_query_parameters_are_known_single_and_text(stored, query, code, parameter):
    found = assert_problem(await stored.get(f"/review/v1/things?{query}"), 422, "request_invalid")
    assert [(e["code"], e["parameter"]) for e in found["errors"]] == [(code, parameter)]


async def test_parameters_out_of_range_are_named(stored):
    answer = await stored.get("/review/v1/things?limit=0&kind=oval")
    found = assert_problem(answer, 422, "request_invalid")
    expected = {("out_of_range", "limit"), ("not_in_list", "kind")}
    assert {(e["code"], e["parameter"]) for e in found["errors"]} == expected


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [
        ("en", "en", "Not found"),
        ("en-GB,en;q=0.9", "en", "Not found"),
        ("zh", "zh-CN", "未找到"),
        ("fr", "zh-CN", "未找到"),
        ("", "zh-CN", "未找到"),
        ("en;q=0.2, zh;q=0.8", "zh-CN", "未找到"),
        ("*", "zh-CN", "未找到"),
        ("en;q=nonsense", "zh-CN", "未找到"),
        ("zh;q=0, en;q=0.1", "en", "Not found"),
    ],
)
async def test_P09_a_problem_speaks_the_language_of_the_caller(client, accepted, language, title):
    answer = await client.get("/nothing", headers={"Accept-Language": accepted})
    assert answer.json()["title"] == title
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]


async def test_what_nobody_expected_is_a_500_that_tells_nothing_and_is_logged_without_people(client, capsys):
    answer = await client.get("/review/v1/echoes/broken")
    assert_problem(answer, 500, "internal_error")
    assert not re.search("Zero|secret|3708", answer.text)
    logged = capsys.readouterr().out
    assert "ZeroDivisionError" in logged
    assert answer.headers["x-request-id"] in logged
    assert "370802199001011234" not in logged


async def test_P07_a_request_keeps_the_name_that_the_gateway_gave_it(client):
    name = "0190b6d4-0000-7000-8000-000000000001"
    assert (await client.get("/healthz", headers={"X-Request-Id": name})).headers["x-request-id"] == name
    answer = await client.get("/healthz", headers={"X-Request-Id": 'x" injected'})
    assert UUID(answer.headers["x-request-id"])
