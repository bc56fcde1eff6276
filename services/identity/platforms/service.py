"""Talking to provincial platforms: a ticket for a token, a token for who signed in."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

import structlog
from pydantic import BaseModel, ValidationError

from services.identity.platforms.errors import AnswerFault
from services.identity.platforms.rules import ISSUED, read, read_person
from services.identity.platforms.schemas import Issued, PersonTold
from services.identity.providers.errors import ProviderSilent, ProviderUnknown
from services.identity.settings import TicketPlatform
from shared.http.breaker import Breaker
from shared.http.outside import Answered, Outside

WAIT = 5
SUCCESS = 200
REFUSING = range(400, 500)
TOO_MANY = 429

Call = Callable[[], Awaitable[Answered]]
Told = TypeVar("Told", bound=BaseModel)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform. Never called inside a transaction; no redirect of its is followed."""

    told: TicketPlatform
    outside: Outside
    breaker: Breaker = field(default_factory=Breaker)

    def sign_in_address(self, state: str) -> str:
        """Where the browser goes to sign in; the way back is the one that was set up, and no other."""
        told = self.told
        query = {"client_id": told.client_id, "redirect_uri": told.redirect_uri, "state": state}
        return f"{told.sign_in_url}?{urlencode(query)}"

    async def vouched(self, ticket: str) -> PersonTold:
        """Who signed in; `AnswerFault` when this ticket brings nobody to us."""
        try:
            told = await self._vouched(ticket)
        except AnswerFault:
            self.breaker.succeeded()
            raise
        self.breaker.succeeded()
        return told

    async def _vouched(self, ticket: str) -> PersonTold:
        token = await self._exchange(ticket)
        told = self.told
        answer = await self._ask(lambda: self.outside.bearer(told.user_info_url, token))
        if answer.status != SUCCESS:
            raise AnswerFault("token")
        return _understood(PersonTold, read_person(answer.body, self._names), "user_info")

    async def _exchange(self, ticket: str) -> str:
        told = self.told
        form = {"ticket": ticket, "redirect_uri": told.redirect_uri}
        secret = told.client_secret.get_secret_value()
        answer = await self._ask(
            lambda: self.outside.form(told.token_url, form, name=told.client_id, secret=secret)
        )
        given = read(answer.body, ISSUED, self._names)
        if answer.status != SUCCESS or "access_token" not in given:
            raise AnswerFault("ticket")
        issued = _understood(Issued, given, "token_answer")
        if issued.client_id != told.client_id:
            raise AnswerFault("audience")
        if issued.expires_in <= 0:
            raise AnswerFault("expired")
        return issued.access_token

    async def _ask(self, call: Call) -> Answered:
        """An answer or a refusal; everything else is silence."""
        rest = self.breaker.remaining()
        if rest > 0:
            raise ProviderSilent(retry_after=max(WAIT, round(rest)))
        try:
            answer = await call()
        except OSError as fault:
            raise self._silent(str(fault)) from fault
        if answer.status != SUCCESS and (answer.status not in REFUSING or answer.status == TOO_MANY):
            raise self._silent(f"answered {answer.status}")
        return answer

    @property
    def _names(self) -> Mapping[str, str]:
        return {member.value: path for member, path in self.told.members.items()}

    def _silent(self, fault: str) -> ProviderSilent:
        self.breaker.failed()
        _log.warning("ticket_platform_silent", platform=self.told.name, fault=fault)
        return ProviderSilent(retry_after=WAIT)


@dataclass(frozen=True, slots=True)
class Platforms:
    """The platforms that are set up, in their order."""

    by_name: Mapping[str, Platform]
    outside: Outside

    @classmethod
    def of(cls, told: Sequence[TicketPlatform]) -> "Platforms":
        """Nothing is asked before the first sign-in: identity starts without them."""
        outside = Outside.open()
        return cls({each.name: Platform(each, outside) for each in told}, outside)

    def get(self, name: str) -> Platform:
        try:
            return self.by_name[name]
        except KeyError:
            raise ProviderUnknown from None


def _understood(kind: type[Told], given: Mapping[str, object], reason: str) -> Told:
    try:
        return kind.model_validate(given)
    except ValidationError as fault:
        raise AnswerFault(reason) from fault
