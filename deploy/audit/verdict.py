"""What the answers mean under the policy: pure, on values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from deploy.audit.advisories import Answers
from deploy.audit.packages import Package
from deploy.audit.policy import Exemption, Policy

EVERYTHING = "*"


@dataclass(slots=True)
class Verdict:
    """What stops the gate, and what is let pass and said."""

    failures: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    audited: int = 0


def judge(packages: Sequence[Package], answers: Answers, policy: Policy, *, today: date) -> Verdict:
    """Nothing passes unlooked at: what was not audited fails unless an exception in force covers it."""
    verdict = Verdict(audited=len(answers.found))
    exemptions = [*policy.not_audited, *policy.accepted]
    verdict.failures += [fault for each in exemptions if (fault := each.fault(today))]
    verdict.failures += [
        f"{each}: its lock tells no registry or no digest" for each in packages if not each.pinned
    ]
    missing = [each for each in packages if each not in answers.found]
    if missing:
        _judge_missing(missing, answers.silence, policy.not_audited, today, verdict)
    _judge_found(answers, policy.accepted, today, verdict)
    return verdict


def _judge_missing(
    missing: Sequence[Package], silence: str, covers: Sequence[Exemption], today: date, verdict: Verdict
) -> None:
    verdict.remarks.append(
        f"NOT AUDITED: {len(missing)} packages ({silence or 'the service passed them over'})"
    )
    named = {each.about: each for each in covers if each.holds(today)}
    for exemption in named.values():
        verdict.remarks.append(
            f"let pass until {exemption.until}: {exemption.about}, because {exemption.reason}"
        )
    if EVERYTHING not in named:
        verdict.failures += [f"{each} was not audited" for each in missing if each.name not in named]


def _judge_found(answers: Answers, accepted: Sequence[Exemption], today: date, verdict: Verdict) -> None:
    named = {each.about: each for each in accepted if each.holds(today)}
    used = set()
    for package, advisories in answers.found.items():
        for advisory in advisories:
            if advisory in named:
                used.add(advisory)
                verdict.remarks.append(f"{package}: {advisory} is accepted, because {named[advisory].reason}")
            else:
                verdict.failures.append(
                    f"{package}: {advisory}, see https://osv.dev/vulnerability/{advisory}"
                )
    if not answers.silence:
        verdict.remarks += [f"{each} is found no more: its exception can go" for each in named.keys() - used]
