"""The audit against a vulnerability service: what is found, what is not looked at, and what exceptions do."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from deploy.audit.advisories import Answers, ask
from deploy.audit.packages import Package, Source, Use
from deploy.audit.policy import LONGEST, Exemption, Policy, PolicyUnreadableError
from deploy.audit.verdict import judge

TODAY = date(2026, 11, 22)
JOSE = Package(Source.PYPI, "python-jose", "3.3.0", Use.SERVICES, pinned=True)
LODASH = Package(Source.NPM, "lodash", "4.17.20", Use.DEV, pinned=True)
POLICY = replace(Policy.read(), not_audited=(), accepted=())


@contextmanager
def osv(*pages: Any) -> Iterator[tuple[str, list[Any]]]:
    """A service that speaks the protocol of osv.dev: its address, and what it was asked."""
    asked: list[Any] = []
    waiting = list(pages)

    class Speaks(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(waiting.pop(0)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Speaks) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


def lasting(about: str, *, days: int = 30) -> Exemption:
    return Exemption(about, "it does not touch us", TODAY + timedelta(days=days))


def test_every_package_is_asked_about_in_its_own_ecosystem():
    with osv({"results": [{"vulns": [{"id": "GHSA-1"}]}, {}]}) as (address, asked):
        answers = ask([JOSE, LODASH], address)
    assert answers == Answers({JOSE: ("GHSA-1",), LODASH: ()})
    assert asked[0]["queries"] == [
        {"package": {"ecosystem": "PyPI", "name": "python-jose"}, "version": "3.3.0"},
        {"package": {"ecosystem": "npm", "name": "lodash"}, "version": "4.17.20"},
    ]


def test_advisories_on_a_second_page_are_read_too():
    first = {"results": [{"vulns": [{"id": "GHSA-1"}], "next_page_token": "more"}, {}]}
    with osv(first, {"results": [{"vulns": [{"id": "GHSA-2"}]}]}) as (address, asked):
        answers = ask([JOSE, LODASH], address)
    assert answers.found[JOSE] == ("GHSA-1", "GHSA-2")
    assert [each["page_token"] for each in asked[1]["queries"]] == ["more"]


def test_an_advisory_fails_the_audit():
    verdict = judge([JOSE], Answers({JOSE: ("GHSA-1",)}), POLICY, today=TODAY)
    assert verdict.failures == ["python-jose 3.3.0 (PyPI): GHSA-1, see https://osv.dev/vulnerability/GHSA-1"]


def test_an_accepted_advisory_passes_with_its_reason_until_its_day():
    policy = replace(POLICY, accepted=(lasting("GHSA-1"),))
    found = Answers({JOSE: ("GHSA-1",)})
    told = judge([JOSE], found, policy, today=TODAY)
    assert told.failures == []
    assert "it does not touch us" in told.remarks[0]
    assert judge([JOSE], found, policy, today=TODAY + timedelta(days=31)).failures


def test_an_accepted_advisory_that_is_found_no_more_is_said():
    told = judge([JOSE], Answers({JOSE: ()}), replace(POLICY, accepted=(lasting("GHSA-1"),)), today=TODAY)
    assert told.remarks == ["GHSA-1 is found no more: its exception can go"]


@pytest.mark.parametrize(
    "answer", [{"results": [{}]}, {"results": "none"}, {"error": "busy"}, [], {"results": [None, None]}]
)
def test_a_service_that_answers_something_else_has_audited_nothing(answer: Any):
    with osv(answer) as (address, _):
        answers = ask([JOSE, LODASH], address)
    assert answers.found == {}
    assert answers.silence.startswith(address)


def test_where_no_service_is_reached_every_package_fails_the_audit():
    with osv() as (address, _):
        pass
    verdict = judge([JOSE, LODASH], ask([JOSE, LODASH], address), POLICY, today=TODAY)
    assert verdict.failures == [
        "python-jose 3.3.0 (PyPI) was not audited",
        "lodash 4.17.20 (npm) was not audited",
    ]
    assert verdict.remarks[0].startswith(f"NOT AUDITED: 2 packages ({address} does not answer")


def test_only_the_packages_that_an_exception_names_may_go_unaudited():
    one = judge([JOSE, LODASH], Answers({}), replace(POLICY, not_audited=(lasting("lodash"),)), today=TODAY)
    assert one.failures == ["python-jose 3.3.0 (PyPI) was not audited"]
    everything = judge([JOSE, LODASH], Answers({}), replace(POLICY, not_audited=(lasting("*"),)), today=TODAY)
    assert everything.failures == []


def test_an_exception_that_is_over_fails_even_where_it_is_not_needed():
    policy = replace(POLICY, not_audited=(lasting("*", days=-1),))
    assert judge([JOSE], Answers({JOSE: ()}), policy, today=TODAY).failures == [
        "the exception for * ended on 2026-11-21"
    ]
    assert (
        "python-jose 3.3.0 (PyPI) was not audited" in judge([JOSE], Answers({}), policy, today=TODAY).failures
    )


def test_an_exception_reaches_no_further_than_a_quarter():
    policy = replace(POLICY, accepted=(lasting("GHSA-1", days=LONGEST.days + 1),))
    assert judge([], Answers({}), policy, today=TODAY).failures == [
        "the exception for GHSA-1 reaches further than 92 days"
    ]


def test_a_package_without_registry_and_digest_fails_the_audit():
    loose = replace(JOSE, pinned=False)
    assert judge([loose], Answers({loose: ()}), POLICY, today=TODAY).failures == [
        "python-jose 3.3.0 (PyPI): its lock tells no registry or no digest"
    ]


@pytest.mark.parametrize(
    "row",
    [
        "{about: x, until: 2027-01-01}",
        "{about: x, reason: ' ', until: 2027-01-01}",
        "{about: x, reason: y}",
        "{about: x, reason: y, until: soon}",
    ],
)
def test_an_exception_without_reason_or_end_is_no_exception(row: str, tmp_path: Path):
    file = tmp_path / "policy.yaml"
    file.write_text(f"not_audited: [{row}]\naccepted: []\n", "utf-8")
    with pytest.raises(PolicyUnreadableError):
        Policy.read(file)
