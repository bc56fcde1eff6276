"""Schemathesis on every operation of every contract, through the gateway, as somebody it admits.

A few boundary cases each; `make fuzz` tries all of them, and inventions besides.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
import requests

from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.account import Account
from tests.security.live.admitted import tokens_of
from tests.security.live.contracts import contract_of, operations_of, prepared
from tests.security.live.estate import Estate
from tests.security.live.fuzzing import Fault, Run, current_version, exercise
from tests.security.standing import SERVICES

pytestmark = [pytest.mark.journeys, pytest.mark.littering, pytest.mark.long]


@pytest.mark.parametrize("service", SERVICES)
async def test_P01_no_input_makes_a_fault_or_an_answer_outside_the_contract(
    service: str, platform: Running, held: Mapping[Role, str], estate: Estate
):
    contract = prepared(service, estate.known)
    run = await asyncio.to_thread(exercise, contract, platform.url, tokens_of(service, held))
    assert run.faults == []
    assert run.unexercised(operations_of(contract_of(service))) == []


def test_P01_a_run_that_called_nothing_or_was_only_denied_is_seen():
    cancel = "POST /review/v1/jobs/{job_id}/cancel"
    assert Run().unexercised([cancel]) == [cancel]
    assert Run([], {cancel: Counter({"role_missing": 3, "unauthenticated": 1})}).unexercised([cancel]) == [
        cancel
    ]
    assert Run([], {cancel: Counter({"role_missing": 3, "job_of_another": 1})}).unexercised([cancel]) == []


def test_P01_the_account_of_a_long_run_tells_what_never_went_well_and_how_to_see_a_fault_again(
    tmp_path: Path,
):
    rounds, cancel = "GET /review/v1/rounds", "POST /review/v1/jobs/{job_id}/cancel"
    fault = Fault(rounds, "500 where 200 was said", "curl -X GET http://here/review/v1/rounds")
    account = Account.begin(tmp_path / "fuzz")
    run = Run([fault], {rounds: Counter({"200": 2, "500": 1}), cancel: Counter({"job_of_another": 1})})
    account.called("review", [rounds, cancel], run)
    account.raided("review", 7, [])
    account.close()
    written = {file.name: file.read_text("utf-8") for file in (tmp_path / "fuzz").iterdir()}
    assert fault.call in written["review-001.txt"]
    assert cancel in written["never-2xx.txt"]
    assert rounds not in written["never-2xx.txt"]
    assert "2 of 2 operations tried in 4 calls, 1 answered 2xx, 1 never, 1 faults" in written["summary.txt"]
    assert "7 hostile requests, 0 faults" in written["summary.txt"]


def test_P01_who_comes_with_an_old_version_reads_the_present_one_from_the_refusal():
    late = requests.Response()
    late.status_code, late._content = 412, '{"detail": "数据已更新至版本12，请重新读取。"}'.encode()
    assert current_version(late) == "12"
    late.status_code = 409
    assert current_version(late) is None
