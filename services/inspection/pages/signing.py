"""Signing in and out: at the agency's issuer, or on one machine with a token or a chosen role."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from danvan.contracts.base import Refused
from danvan.services.chassis.auth import NotSignedIn, local_token
from danvan.services.chassis.signing_in import Oidc, Session, SignInSettings
from danvan.services.inspection.pages.desk import ENTER, SIGN_IN, Answer, Desk, Visit

CALLBACK = "/console/signed-in"
#: How long a role that was picked on the page holds.
HOURS = 12.0
LONGEST_REASON = 200


def add_to(desk: Desk, settings: SignInSettings) -> None:
    """The pages.

    Raises:
        ValueError: if the settings contradict each other.
    """
    oidc = Oidc.of(settings, CALLBACK)
    roles = ENTER if settings.local_sign_in_key else ()

    async def ask(visit: Visit) -> Answer:
        visit.session = Session(back=own_address(visit.asked("back")))
        values = {"oidc": oidc is not None, "roles": roles}
        response = desk.render(visit, "sign-in.html", values)
        desk.keep(response, visit.session)
        return response

    async def leave(visit: Visit) -> Answer:
        response = visit.on(SIGN_IN)
        desk.forget(response)
        return response

    async def say_why(visit: Visit) -> Answer:
        reason = " ".join(visit.form.get("reason", "").split())
        if not reason:
            raise _no_reason()
        visit.session.reason = reason[:LONGEST_REASON]
        return desk.redirect(visit, own_address(visit.form.get("back")))

    desk.page(SIGN_IN, ask, to_all=True)
    desk.page("/console/sign-out", leave, method="POST", to_all=True)
    desk.page("/console/reason", say_why, method="POST")
    if oidc is not None:
        _at_issuer(desk, oidc)
    else:
        _local(desk, settings)


def _at_issuer(desk: Desk, oidc: Oidc) -> None:
    """To the issuer and back."""

    async def go(visit: Visit) -> Answer:
        session, where = await oidc.begin(visit.session.back)
        response = visit.on(where)
        desk.keep(response, session)
        return response

    async def back(visit: Visit) -> Answer:
        state, code = visit.asked("state") or "", visit.asked("code") or ""
        try:
            return await _enter(desk, visit, await oidc.finish(visit.session, state, code))
        except NotSignedIn as error:
            raise _not_in(error) from error

    desk.page("/console/issuer", go, to_all=True)
    desk.page(CALLBACK, back, to_all=True)


def _local(desk: Desk, settings: SignInSettings) -> None:
    """With a token, or with a role where the issuer's key is at hand."""
    key = settings.local_sign_in_key
    private = json.loads(key.get_secret_value()) if key else None

    async def local(visit: Visit) -> Answer:
        token = visit.form.get("token", "").strip()
        role = next((role for role in ENTER if role == visit.form.get("role")), None)
        if role and private:
            who, audience = f"console:{role}", settings.oidc_audience
            token = local_token(private, who, role, None, hours=HOURS, audience=audience)
        try:
            return await _enter(desk, visit, token)
        except NotSignedIn as error:
            raise _not_in(error) from error

    desk.page("/console/local-sign-in", local, method="POST", to_all=True)


async def _enter(desk: Desk, visit: Visit, token: str) -> Answer:
    await desk.admit(token)
    back = visit.session.back
    visit.session = Session(token=token)
    return desk.redirect(visit, back)


def own_address(address: str | None) -> str:
    """An address of ours to go back to; whatever leads elsewhere is not followed."""
    parts = urlsplit(address or "/")
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    return f"{parts.path}?{parts.query}".rstrip("?") if own and "\\" not in parts.path else "/"


def _no_reason() -> Refused:
    return Refused(
        "reason-missing",
        vi="Hãy ghi lý do mở hồ sơ, ví dụ số quyết định kiểm tra.",
        en="Say why you open the file, e.g. the number of the decision to inspect.",
    )


def _not_in(error: Exception) -> Refused:
    return Refused(
        "token-does-not-hold",
        vi="Mã thông báo này không dùng được; hãy lấy mã mới bằng"
        " `danvan token --role inspector` rồi đăng nhập lại.",
        en=f"You are not signed in ({error}); get a new token with"
        " `danvan token --role inspector` and sign in again.",
    )
