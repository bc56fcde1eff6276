"""Judging an edition's rules on the facts of one organisation: met, not met, or unknown with the reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.review.definitions.rules import FACTS
from shared.expressions.kinds import BOOLEAN
from shared.expressions.language import compile_expression


class Purpose(StrEnum):
    """What a run is for; advice and submission bind nobody."""

    ADVICE = "advice"
    SUBMISSION = "submission"
    ACCEPTANCE = "acceptance"
    NOTICE = "notice"
    DECISION = "decision"


BINDING = frozenset({Purpose.ACCEPTANCE, Purpose.NOTICE, Purpose.DECISION})


class Verdict(StrEnum):
    """What became of one rule."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Judged:
    """One rule with its verdict; reasons are there when it is unknown."""

    code: str
    verdict: Verdict
    reasons: Sequence[Mapping[str, Any]] = ()

    def as_member(self) -> dict[str, Any]:
        return {"code": self.code, "verdict": self.verdict.value, "reasons": list(self.reasons)}


VERDICTS = {True: Verdict.MET, False: Verdict.NOT_MET, None: Verdict.UNKNOWN}


def judge(rules: Iterable[tuple[str, str]], values: Mapping[str, Any]) -> list[Judged]:
    """Every rule (its code and expression) on the same values, in the order of the edition (V05)."""
    judged = []
    for code, text in rules:
        outcome = compile_expression(text, FACTS, expected=BOOLEAN).evaluate(values)
        reasons = [{"code": each.code.value, "params": each.params} for each in outcome.reasons]
        judged.append(Judged(code, VERDICTS[outcome.value], reasons))
    return judged


def eligible(judged: Iterable[Judged]) -> bool | None:
    """False when a rule failed, None when one could not be judged, else true."""
    verdicts = {each.verdict for each in judged}
    if Verdict.NOT_MET in verdicts:
        return False
    return None if Verdict.UNKNOWN in verdicts else True
