"""The OAuth endpoints: forms in, `error` members out, no Idempotency-Key; exceptions of the API profile."""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.identity.revocations.service import RevocationBoard
from services.identity.settings import IdentitySettings
from services.identity.tokens.dependencies import Desk
from services.identity.tokens.errors import OAuthError, OAuthFault
from services.identity.tokens.rules import LONGEST_FIELD, Proof, read_form, read_proof
from services.identity.tokens.schemas import IntrospectionOut, MetadataOut, OAuthProblem, TokenOut
from shared.auth.assertions import ASSERTION_TYPE
from shared.auth.guards import anyone, may, proves_itself
from shared.codes.roles import Role
from shared.db.caller import Caller

router = APIRouter(tags=["tokens"])
well_known = APIRouter(tags=["tokens"])
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": OAuthProblem, "description": "RFC 6749 section 5.2"} for status in (400, 401, 429)
}


def form_of(*required: str, **optional: str) -> dict[str, Any]:
    """The OpenAPI of a form body that we read ourselves, because doubled fields must be refused."""
    names = [*required, *optional, "client_id", "client_secret", "client_assertion_type", "client_assertion"]
    schema = {
        "type": "object",
        "properties": {name: {"type": "string", "maxLength": LONGEST_FIELD} for name in names},
        "required": list(required),
    }
    content = {"application/x-www-form-urlencoded": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


def refused(fault: OAuthFault, *, by_header: bool = False) -> JSONResponse:
    """The OAuth error answer; a refused Basic header is challenged again."""
    body = OAuthProblem(error=fault.error, error_description=fault.reason)
    headers = dict(NO_STORE)
    if fault.error is OAuthError.INVALID_CLIENT and by_header:
        headers["WWW-Authenticate"] = 'Basic realm="lupin"'
    if fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    return JSONResponse(body.model_dump(mode="json"), fault.error.status, headers=headers)


async def _read(request: Request) -> tuple[dict[str, str], Proof]:
    form = read_form(await request.body(), request.headers.get("content-type", ""))
    authorization = request.headers.get("authorization")
    return dict(form), read_proof(form, authorization, assertion_type=ASSERTION_TYPE)


@router.post(
    "/token",
    response_model=TokenOut,
    responses=_PROBLEMS,
    openapi_extra=form_of("grant_type", scope="what is asked for"),
)
async def issue_token(_: Annotated[Caller, proves_itself()], request: Request, desk: Desk) -> Any:
    """An access token for a client: client_credentials with a secret or a private-key JWT."""
    try:
        form, proof = await _read(request)
        minted = await desk.issue(form, proof)
    except OAuthFault as fault:
        return refused(fault, by_header="authorization" in request.headers)
    token = TokenOut(
        access_token=minted.text, expires_in=minted.seconds, scope=" ".join(sorted(minted.scopes))
    )
    return JSONResponse(token.model_dump(), headers=NO_STORE)


@router.post(
    "/revoke",
    response_model=None,
    response_class=Response,
    responses=_PROBLEMS,
    openapi_extra=form_of("token", token_type_hint=""),
)
async def revoke_token(_: Annotated[Caller, proves_itself()], request: Request, desk: Desk) -> Response:
    """End a token of the client that asks (RFC 7009); every service knows within five seconds."""
    try:
        form, proof = await _read(request)
        await desk.revoke(form.get("token"), await desk.authenticate(proof))
    except OAuthFault as fault:
        return refused(fault, by_header="authorization" in request.headers)
    return Response(status_code=200, headers=NO_STORE)


@router.post(
    "/introspect",
    response_model=IntrospectionOut,
    responses={400: _PROBLEMS[400]},
    openapi_extra=form_of("token"),
)
async def introspect_token(
    _: Annotated[Caller, may("identity:token:introspect", Role.SIBLING)], request: Request, desk: Desk
) -> Any:
    """What a token is worth now (RFC 7662), for services whose revocation feed is silent."""
    try:
        form = read_form(await request.body(), request.headers.get("content-type", ""))
    except OAuthFault as fault:
        return refused(fault)
    board: RevocationBoard = request.app.state.revocations
    await board.look()
    claims = await desk.read(form.get("token", ""))
    if claims is None or board.heard.covers(claims):
        return JSONResponse({"active": False}, headers=NO_STORE)
    written = claims.written()
    told = {name: written[name] for name in ("iss", "sub", "aud", "client_id", "jti", "iat", "exp", "scope")}
    answer = IntrospectionOut.model_validate({"active": True, "token_type": "Bearer", **told})
    return JSONResponse(answer.model_dump(), headers=NO_STORE)


async def read_metadata(_: Annotated[Caller, anyone()], request: Request, response: Response) -> MetadataOut:
    """How to use this authorization server (RFC 8414)."""
    settings: IdentitySettings = request.app.state.settings
    root = f"{settings.issuer}/v1"
    ways = ["client_secret_basic", "client_secret_post", "private_key_jwt"]
    response.headers["Cache-Control"] = "public, max-age=300"
    return MetadataOut(
        issuer=settings.issuer,
        token_endpoint=settings.token_endpoint,
        jwks_uri=f"{root}/jwks",
        revocation_endpoint=f"{root}/revoke",
        introspection_endpoint=f"{root}/introspect",
        response_types_supported=[],
        grant_types_supported=["client_credentials"],
        token_endpoint_auth_methods_supported=ways,
        token_endpoint_auth_signing_alg_values_supported=["ES256", "RS256"],
        revocation_endpoint_auth_methods_supported=[*ways, "none"],
        introspection_endpoint_auth_methods_supported=["bearer"],
        ui_locales_supported=["zh-CN", "en"],
    )


well_known.get("/.well-known/oauth-authorization-server")(read_metadata)
well_known.get("/.well-known/oauth-authorization-server/identity", include_in_schema=False)(read_metadata)
