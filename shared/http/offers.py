"""What may I do now, and why not: one answer, in the caller's language, for every life cycle of the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Response
from pydantic import Field

from shared.http.models import Answer
from shared.http.telling import Teller, Telling
from shared.workflow import Blocker, Outlook

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class BlockerOut(Answer):
    """What stands in the way of a step."""

    code: str = Field(description="For programs; never translated.")
    params: dict[str, Any] = Field(description="Figures and days that belong to it.")
    detail: str = Field(description="For people, in the caller's language.")


class ActionOut(Answer, Generic[S, A]):
    """A step that the caller's roles could take."""

    action: A = Field(description="The step.")
    target: S = Field(description="Where it leads.")
    open: bool = Field(description="True: nothing blocks it now.")
    blockers: Sequence[BlockerOut] = Field(description="What has to change first.")


class ActionsOut(Answer, Generic[S, A]):
    """What the caller may do from here, and what stands in the way of the rest."""

    state: S = Field(description="Where it stands.")
    actions: Sequence[ActionOut[S, A]] = Field(description="Steps of the caller's roles.")


@dataclass(frozen=True, slots=True)
class Explainer:
    """Puts an outlook into the caller's language."""

    teller: Teller

    def __call__(self, outlook: Outlook[S, A]) -> ActionsOut[S, A]:
        """The answer."""
        return ActionsOut[S, A](
            state=outlook.state,
            actions=[
                ActionOut[S, A](
                    action=offer.action,
                    target=offer.target,
                    open=offer.open,
                    blockers=[self._blocker(each) for each in offer.blockers],
                )
                for offer in outlook.offers
            ],
        )

    def _blocker(self, blocker: Blocker) -> BlockerOut:
        detail = self.teller.say(blocker.code, blocker.params)
        return BlockerOut(code=blocker.code, params=dict(blocker.params), detail=detail)


async def _explainer(response: Response, teller: Telling) -> Explainer:
    response.headers["Cache-Control"] = "no-store"
    return Explainer(teller)


Explained = Annotated[Explainer, Depends(_explainer)]
"""For a route that says what may be done now: that depends on more than any version, hence `no-store`."""
