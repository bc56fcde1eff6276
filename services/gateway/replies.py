"""The gateway's own refusals as problems (RFC 9457), in zh-CN and, when asked first, in English."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.text.yaml_text import read_yaml

PROBLEMS = "https://lupin.example/problems/"
TEXTS = Path(__file__).with_name("replies.yaml")
REALM = 'Bearer realm="lupin"'
DEFAULT_LANGUAGE = "zh-CN"
ENGLISH = "en"

# A request that is refused while it is still being read has no X-Request-Id yet.
REQUEST_ID = '%COALESCE({"operators": [{"command": "REQ", "param": "X-REQUEST-ID"}, "UNIQUE_ID"]})%'

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """A status that Envoy itself may answer, and the fixed code it gets."""

    status: int
    code: str
    with_token: bool | None = None
    """Only when the request carried a token (True) or did not (False)."""
    retry_after: int | None = None


REPLIES = (
    Reply(400, "bad_request"),
    Reply(401, "token_invalid", with_token=True),
    Reply(401, "unauthenticated", with_token=False),
    Reply(403, "forbidden"),
    Reply(404, "path_unknown"),
    Reply(405, "method_not_offered"),
    Reply(408, "request_timeout"),
    Reply(413, "body_too_large"),
    Reply(426, "upgrade_required"),
    Reply(429, "too_many_requests", retry_after=1),
    Reply(431, "headers_too_large"),
    Reply(500, "internal_error"),
    Reply(501, "coding_unknown"),
    Reply(502, "bad_gateway", retry_after=2),
    Reply(503, "service_unavailable", retry_after=2),
    Reply(504, "gateway_timeout", retry_after=2),
)


def local_replies() -> Json:
    """Envoy's `local_reply_config`; English before Chinese, because the first mapper that matches wins."""
    texts = read_yaml(TEXTS.read_text(encoding="utf-8"))
    return {
        "mappers": [
            _mapper(reply, texts[reply.code], language)
            for reply in REPLIES
            for language in (ENGLISH, DEFAULT_LANGUAGE)
        ]
    }


def _mapper(reply: Reply, message: Json, language: str) -> Json:
    headers = {"content-language": language, "vary": "Accept-Language", "cache-control": "no-store"}
    if reply.retry_after is not None:
        headers["retry-after"] = str(reply.retry_after)
    if reply.with_token is not None:
        # Envoy's own challenge tells the address back, and whatever somebody has put into it.
        headers["www-authenticate"] = f'{REALM}, error="invalid_token"' if reply.with_token else REALM
    return {
        "filter": {"and_filter": {"filters": _filters(reply, language)}},
        "headers_to_add": [set_header(name, value) for name, value in headers.items()],
        "body_format_override": {
            "json_format": {
                "type": PROBLEMS + reply.code,
                "title": message["title"][language],
                "status": "%RESPONSE_CODE%",
                "detail": message["detail"][language],
                "instance": f"urn:uuid:{REQUEST_ID}",
                "code": reply.code,
            },
            "content_type": "application/problem+json",
        },
    }


def _filters(reply: Reply, language: str) -> list[Json]:
    status = {"default_value": reply.status, "runtime_key": f"gateway.reply.{reply.status}"}
    # An and_filter wants two parts at least: the first holds for every request.
    filters: list[Json] = [
        {"status_code_filter": {"comparison": {"op": "EQ", "value": status}}},
        {"not_health_check_filter": {}},
    ]
    if language == ENGLISH:
        english = {"safe_regex": {"regex": r"(?i)\s*en\b.*"}}
        filters.append({"header_filter": {"header": {"name": "accept-language", "string_match": english}}})
    if reply.with_token is not None:
        present = {"name": "authorization", "present_match": True, "invert_match": not reply.with_token}
        filters.append({"header_filter": {"header": present}})
    return filters


def set_header(name: str, value: str) -> Json:
    """A header that replaces what was there."""
    return {"header": {"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}


def local_reply(status: int, language: str, request_id: str) -> Json:
    """The same problem document, for a part of the gateway that answers by itself."""
    code = next((reply.code for reply in REPLIES if reply.status == status), "internal_error")
    message = read_yaml(TEXTS.read_text(encoding="utf-8"))[code]
    instance = {"instance": f"urn:uuid:{request_id}"} if request_id else {}
    return {
        "type": PROBLEMS + code,
        "title": message["title"][language],
        "status": status,
        "detail": message["detail"][language],
        **instance,
        "code": code,
    }
