"""Schemathesis on every operation of every contract, through the gateway, as somebody it admits.

A few boundary cases each; `make fuzz` tries all of them, and inventions besides.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping

import pytest

from shared.codes.roles import Role
from tests.journeys.running import Running
from tests.security.live.admitted import tokens_of
from tests.security.live.contracts import contract_of, operations_of, prepared
from tests.security.live.estate import Estate
from tests.security.live.fuzzing import Run, exercise
from tests.security.standing import SERVICES

pytestmark = [pytest.mark.journeys, pytest.mark.littering]


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
