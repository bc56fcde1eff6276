"""The demo sign-in over HTTP; mounted outside production only."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from services.identity.demo.dependencies import Desk
from services.identity.demo.errors import SignInRefused, TooManySignIns
from services.identity.demo.schemas import DemoPeopleOut, DemoPersonOut, DemoSignIn
from services.identity.demo.service import PROVIDER
from services.identity.people.repository import People
from services.identity.tokens.schemas import TokenOut
from shared.app.problems import problem
from shared.auth.guards import proves_itself
from shared.db.caller import Caller
from shared.errors import Refusal
from shared.http.refused import refusals
from shared.http.sessions import HouseWrite

router = APIRouter(prefix="/demo", tags=["demo"])


@router.post("/sign-in", response_model=TokenOut, responses=refusals(SignInRefused, TooManySignIns))
async def sign_in_demo_person(
    _: Annotated[Caller, proves_itself()],
    body: DemoSignIn,
    request: Request,
    response: Response,
    desk: Desk,
) -> TokenOut | Response:
    """A token for a demo person; stands in for the province's sign-in."""
    outcome = await desk.sign_in(body)
    if isinstance(outcome, Refusal):
        return problem(request, outcome)
    response.headers["Cache-Control"] = "no-store"
    scope = " ".join(sorted(outcome.scopes))
    return TokenOut(access_token=outcome.text, expires_in=outcome.seconds, scope=scope)


@router.get("/people")
async def list_demo_people(_: Annotated[Caller, proves_itself()], session: HouseWrite) -> DemoPeopleOut:
    """Whom one may sign in as; at most a thousand."""
    people = await People(session).of_provider(PROVIDER, most=1_000)
    return DemoPeopleOut(items=[DemoPersonOut.model_validate(person) for person in people])
