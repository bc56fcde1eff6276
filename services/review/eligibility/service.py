"""Judging whether an application meets the rules of its edition, and keeping what that stood on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.review.applications.models import Application
from services.review.applications.repository import Applications
from services.review.clients.evidence import Evidence
from services.review.clients.trademark import Holdings
from services.review.definitions.schemas import Definition
from services.review.eligibility.models import EligibilityRun
from services.review.eligibility.repository import EligibilityRuns
from services.review.eligibility.rules import BINDING, Purpose, eligible, judge
from services.review.eligibility.schemas import ReasonOut, RuleOut, RunOut, RunsOut
from shared.db.ids import new_id
from shared.messages.catalogue import Catalogue
from shared.time.clock import instant


@dataclass(frozen=True, slots=True)
class EligibilityDesk:
    """Runs the rules and keeps each run; one that binds also marks the application."""

    applications: Applications
    runs: EligibilityRuns

    async def run(
        self, application: Application, definition: Definition, facts: Evidence, *, purpose: Purpose
    ) -> EligibilityRun:
        """Judge every rule today; a binding run needs the application's row locked."""
        today = self.applications.clock.today()
        rules = [(rule.code, rule.rule) for rule in definition.eligibility]
        judged = judge(rules, values(facts, today))
        made = EligibilityRun(
            id=new_id(),
            organisation_id=application.organisation_id,
            region_path=application.region_path,
            application_id=application.id,
            purpose=purpose.value,
            sequence=application.sequence,
            day=today,
            facts=facts.frozen(),
            facts_version=facts.version,
            facts_at=facts.as_of,
            results=[each.as_member() for each in judged],
            eligible=eligible(judged),
            run_by=self.applications.caller.subject,
            created_at=instant(),
        )
        self.runs.add(made)
        if purpose in BINDING:
            application.eligible = made.eligible
        return made

    async def advise(self, application_id: UUID, facts: Evidence) -> UUID:
        """Tell the applicant beforehand what would be found; binds nobody (V05)."""
        found = await self.applications.get(application_id)
        definition = await self.applications.definition(found.edition_id)
        made = await self.run(found, definition, facts, purpose=Purpose.ADVICE)
        await self.applications.flush()
        return made.id


@dataclass(frozen=True, slots=True)
class RunReader:
    """Shows runs with the sentences of their edition, in the caller's language."""

    applications: Applications
    runs: EligibilityRuns
    catalogue: Catalogue
    language: str

    async def show(self, run_id: UUID) -> RunOut:
        """One run."""
        run = await self.runs.get(run_id)
        found = await self.applications.get(run.application_id)
        return self._shown(run, await self.applications.definition(found.edition_id))

    async def list(self, application_id: UUID) -> RunsOut:
        """All runs of an application, newest first."""
        found = await self.applications.get(application_id)
        definition = await self.applications.definition(found.edition_id)
        return RunsOut(items=[self._shown(run, definition) for run in await self.runs.of(found.id)])

    def _shown(self, run: EligibilityRun, definition: Definition) -> RunOut:
        rules = {rule.code: rule for rule in definition.eligibility}
        members = {name: getattr(run, name, None) for name in RunOut.model_fields if name != "results"}
        if (held := run.facts.get("holdings")) is not None:
            members |= {"holdings_version": held["version"], "holdings_at": held["as_of"]}
        results = [
            RuleOut(
                code=each["code"],
                verdict=each["verdict"],
                message=rules[each["code"]].message.label(self.language),
                clause=rules[each["code"]].clause,
                reasons=[self._reason(reason) for reason in each["reasons"]],
            )
            for each in run.results
        ]
        return RunOut(**members, results=results)

    def _reason(self, reason: Mapping[str, Any]) -> ReasonOut:
        detail = self.catalogue.render(reason["code"], self.language, reason["params"]).detail
        return ReasonOut(code=reason["code"], detail=detail)


def values(facts: Evidence, today: date) -> dict[str, Any]:
    """The facts under the names of the rules; retired brands do not count, holdings not asked are absent."""
    identity = facts.organisation
    held = {} if facts.holdings is None else holding_values(facts.holdings, identity.region_path)
    return {
        **held,
        "today": today,
        "organisation.id": str(facts.id),
        "organisation.kind": identity.kind,
        "organisation.category": identity.category,
        "organisation.region_code": identity.region_code,
        "organisation.certified": facts.certified,
        "organisation.good_standing": facts.standing.good,
        "brands": [{"kind": b.kind, "name": b.name} for b in facts.brands if b.status == "active"],
        "yearly_facts": [
            {"kind": f.kind, "year": Decimal(f.year), "value": f.value} for f in facts.yearly_facts
        ],
        "incidents": [
            {"kind": i.kind, "level": i.level, "occurred_on": i.occurred_on} for i in facts.incidents
        ],
    }


def holding_values(holdings: Holdings, home: str) -> dict[str, Any]:
    """What trademark holds; an indication is of the own region when plot or `home` lies in the other."""
    return {
        "registered_marks": [
            {"number": m.number, "kind": m.kind, "registered_on": m.registered_on} for m in holdings.marks
        ],
        "authorised_indications": [
            {"in_own_region": u.region_path.startswith(home) or home.startswith(u.region_path)}
            for u in holdings.authorisations
        ],
    }
