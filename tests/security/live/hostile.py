"""Requests that nobody sends by mistake, each with what may be answered; made for any operation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

REFUSED: Final = frozenset({400, 404, 413, 414, 415, 422, 431})
"""The caller is at fault, whatever the operation; 404: the thing is looked for before the rest is read."""
JSON: Final = "application/json"
MEBIBYTE: Final = 1024 * 1024


class Reach(StrEnum):
    """Which operations a request makes sense for."""

    ALL = "all"
    BODY = "those with a JSON body"
    VERSION = "those with If-Match"
    KEY = "those with Idempotency-Key"
    CURSOR = "those with pages"


@dataclass(frozen=True, slots=True)
class Attack:
    """What is changed in a request that would be read otherwise."""

    reach: Reach
    headers: Mapping[str, str | bytes] = field(default_factory=dict)
    query: str = ""
    body: bytes | None = None
    refused: bool = True
    """Whether it must be refused as the caller's fault; otherwise it must only do no harm."""


def _body(content: bytes, content_type: str = JSON, **headers: str) -> Attack:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Attack(Reach.BODY, {"Content-Type": content_type, **named}, body=content)


def _query(query: str, reach: Reach = Reach.ALL) -> Attack:
    return Attack(reach, query=query)


def _version(value: str | bytes) -> Attack:
    return Attack(Reach.VERSION, {"If-Match": value})


def _key(value: str | bytes) -> Attack:
    return Attack(Reach.KEY, {"Idempotency-Key": value})


def _harmless(**headers: str | bytes) -> Attack:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Attack(Reach.ALL, named, refused=False)


BODIES: Final = {
    "a body with NUL": _body(b'{"a": "\\u0000"}'),
    "a body with a raw NUL": _body(b'{"a": "\x00"}'),
    "a body with a lone surrogate": _body(b'{"a": "\\ud800"}'),
    "a body with a lone surrogate in a name": _body(b'{"\\udfff": 1}'),
    "a body with NaN": _body(b'{"a": NaN}'),
    "a body with infinity": _body(b'{"a": -Infinity}'),
    "a body with doubled members": _body(b'{"a": 1, "a": 2}'),
    "a body with members doubled by an escape": _body(b'{"a": 1, "\\u0061": 2}'),
    "a body that is not UTF-8": _body(b'{"a": "\xff\xfe"}'),
    "a body in UTF-16": _body('{"a": "b"}'.encode("utf-16")),
    "a body with a byte order mark": _body(b'\xef\xbb\xbf{"a": 1}'),
    "a body nested deeply": _body(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "a body with a huge number": _body(b'{"a": ' + b"9" * 5_000 + b"}"),
    "a body with a huge exponent": _body(b'{"a": 1e999999999}'),
    "a body of ten thousand members": _body(b"{" + b",".join(b'"m%d":0' % n for n in range(10_000)) + b"}"),
    "a body cut short": _body(b'{"a": '),
    "a body that is no object": _body(b"[]"),
    "a body that is text": _body(b'"text"'),
    "a body with the members of Python": _body(b'{"__class__": {}, "__proto__": {}, "model_config": {}}'),
    "a body of more than a mebibyte": _body(b" " * (MEBIBYTE + 1)),
    "a form for JSON": _body(b"a=1", "application/x-www-form-urlencoded"),
    "a form in parts for JSON": _body(b"--a\r\n\r\n--a--\r\n", "multipart/form-data; boundary=a"),
    "XML with an entity": _body(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "application/xml"),
    "JSON in another character set": _body("{}".encode("utf-16"), "application/json; charset=utf-16"),
    "JSON that says it is packed": _body(b'{"a": 1}', JSON, Content_Encoding="gzip"),
    "no content type": _body(b"{}", ""),
    "a content type that is none": _body(b"{}", ";;/;="),
}
"""What a schema never gets to see, or refuses."""

QUESTIONS: Final = {
    "an unknown parameter": _query("no_such_parameter=1"),
    "a parameter with NUL": _query("no_such=%00"),
    "a parameter that is not UTF-8": _query("no_such=%ff%fe"),
    "a parameter named like a member of Python": _query("__class__=1"),
    "a thousand parameters": _query("&".join(f"p{n}=1" for n in range(1_000))),
    "a query of eight thousand letters": _query("no_such=" + "x" * 8_000),
    "an address longer than anybody reads": _query("no_such=" + "x" * 40_000),
    "a cursor of nobody": _query("cursor=bm9ib2R5", Reach.CURSOR),
    "a cursor that is no text": _query("cursor=%E5%93%81", Reach.CURSOR),
    "a cursor of ten thousand letters": _query("cursor=" + "A" * 10_000, Reach.CURSOR),
}

PRECONDITIONS: Final = {
    "any version": _version("*"),
    "a version without quotes": _version("7"),
    "several versions": _version('"1", "2"'),
    "a version beyond all numbers": _version(f'"{"9" * 400}"'),
    "a version in Arabic digits": _version('"\u0663"'.encode()),
    "a key that is too long": _key("k" * 256),
    "a key with a space": _key("a b"),
    "a key in Chinese": _key("键".encode()),
    "an empty key": _key(""),
}

ODDITIES: Final = {
    "an empty cursor": Attack(Reach.CURSOR, query="cursor=", refused=False),
    "another method in a header": _harmless(X_HTTP_Method_Override="DELETE", X_Method_Override="DELETE"),
    "nothing acceptable": _harmless(Accept="application/x-nothing;q=0"),
    "Accept that is no list": _harmless(Accept=b"\xff;;q=,,"),
    "a language that is none": _harmless(Accept_Language="xx-yy;q=2, *;q=-1, ;;="),
    "a language of a thousand letters": _harmless(Accept_Language="x" * 1_000),
    "a language that counts for NaN": _harmless(Accept_Language="en;q=nan, zh;q=inf"),
    "an encoding that is none": _harmless(Accept_Encoding="snail;q=1"),
    "a date that is none": _harmless(If_Modified_Since="the day before"),
    "an entity tag that is none": _harmless(If_None_Match='"'),
    "a range": _harmless(Range="bytes=9-1"),
    "an expectation": _harmless(Prefer="respond-async, wait=99999999999"),
    "a request identifier with a line break in it": _harmless(X_Request_Id="%0d%0aX-Evil: 1"),
    "a trace that is none": _harmless(traceparent="00-zz-zz-01"),
    "a trace of ten thousand letters": _harmless(tracestate="a=" + "x" * 10_000),
    "an identity that somebody claims": _harmless(X_Forwarded_User="root", X_Lupin_Roles="platform_operator"),
}
"""Such a request is read as if the header were not there; an empty cursor is where a feed begins."""

ATTACKS: Final = {**BODIES, **QUESTIONS, **PRECONDITIONS, **ODDITIES}
