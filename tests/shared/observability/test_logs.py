"""Logs are one JSON object a line, find a request by its name, and hold nothing of people."""

import json
from uuid import UUID

import pytest
import structlog

from shared.observability import logs
from shared.observability.context import RequestContext, context_of, current

NAME = UUID("0190b6d4-0000-7000-8000-000000000001")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def running():
    token = current.set(RequestContext(NAME, TRACE))
    yield
    current.reset(token)


def last_line(capsys) -> dict[str, object]:
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def fail_with(fault: Exception) -> None:
    raise fault


async def test_P07_a_line_has_service_request_and_trace(capsys, running):
    logs.configure("review")
    structlog.get_logger("x").info("things_counted", count=3)
    line = last_line(capsys)
    assert (line["event"], line["service"], line["count"]) == ("things_counted", "review", 3)
    assert (line["request_id"], line["trace_id"]) == (str(NAME), TRACE[3:35])


async def test_P07_the_line_of_a_request_has_the_same_names(capsys, running):
    logs.access("review", method="GET", route="/review/v1/things/{thing}", status=200, seconds=0.0123)
    line = last_line(capsys)
    assert (line["route"], line["ms"], line["request_id"]) == ("/review/v1/things/{thing}", 12.3, str(NAME))


async def test_values_of_people_and_secrets_are_redacted_however_deep(capsys):
    logs.configure("review")
    structlog.get_logger("x").info(
        "saved", phone="13800000000", row={"contact_name": "张三", "deep": [{"Token": "t"}]}
    )
    line = last_line(capsys)
    assert line["phone"] == "[redacted]"
    assert line["row"] == {"contact_name": "[redacted]", "deep": [{"Token": "[redacted]"}]}


@pytest.mark.parametrize(
    "name",
    [
        *("address", "authorization", "contact", "cookie", "email", "id_number", "identity_number"),
        *(
            "legal_representative",
            "mobile",
            "password",
            "person_name",
            "phone",
            "secret",
            "token",
            "verifier",
        ),
    ],
)
async def test_each_name_under_which_people_and_secrets_travel_is_redacted(name: str, capsys):
    logs.configure("review")
    structlog.get_logger("x").info("saved", **{f"former_{name}": "canary"})
    assert last_line(capsys)[f"former_{name}"] == "[redacted]"


async def test_a_traceback_has_frames_and_no_values(capsys):
    logs.configure("review")
    secret = "370802199001011234"
    fault = ValueError(f"cannot call {secret} or zhang@example.cn\nDETAIL: Key (name)=(张三) exists")
    try:
        fail_with(fault)
    except ValueError:
        structlog.get_logger("x").exception("failed")
    written = capsys.readouterr().out
    assert "ValueError" in written
    assert __file__ in written
    assert not {value for value in (secret, "zhang@", "张三") if value in written}


@pytest.mark.parametrize("given", [b"", b"nonsense", b'x"\nforged', b"1" * 300])
async def test_a_name_that_is_no_uuid_is_replaced(given):
    context = context_of([(b"x-request-id", given), (b"traceparent", b"00-forged\n")])
    assert context.request_id.version == 4
    assert context.traceparent is None
