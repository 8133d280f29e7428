"""The app: which address is answered by what; nothing else is served."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wag_analyzer.case import log
from wag_analyzer.web import intake, reading
from wag_analyzer.web.asking import Answer, Room, answered, case_of, room
from wag_analyzer.web.pages import app_page

__all__ = ["application"]


async def _desk(request: Request) -> Response:
    return app_page({"lang": room(request).lang, "cap": room(request).cap, "case": "", "who": log.user()})


async def _case(request: Request) -> Response:
    case_of(request)
    return app_page({"lang": room(request).lang, "cap": room(request).cap, "case": request.path_params["case"], "who": log.user()})


async def _nothing(request: Request) -> Response:
    del request
    return Response(status_code=204)


def application(here: Room) -> Starlette:
    """Return the app over what it works with; it must stand behind a ``Guard``."""
    table: list[tuple[str, str, Answer]] = [
        ("GET", "/", _desk),
        ("GET", "/favicon.ico", _nothing),
        ("GET", "/case/{case}", _case),
        ("GET", "/case/{case}/report", reading.report),
        ("GET", "/case/{case}/download/{name}", reading.download),
        ("GET", "/api/cases", intake.cases),
        ("POST", "/api/cases", intake.begin),
        ("GET", "/api/cases/{case}", intake.state),
        ("PUT", "/api/cases/{case}/exports/{name}", intake.upload),
        ("DELETE", "/api/cases/{case}/exports/{number:int}", intake.drop),
        ("PUT", "/api/cases/{case}/given/{kind}", intake.attach),
        ("PUT", "/api/cases/{case}/draft", intake.change),
        ("POST", "/api/cases/{case}/work", intake.work),
        ("DELETE", "/api/cases/{case}/work", intake.stop),
        ("GET", "/api/cases/{case}/reviews", reading.decisions),
        ("PUT", "/api/cases/{case}/reviews/{finding}", reading.decide),
        ("GET", "/api/cases/{case}/messages", reading.find),
        ("GET", "/api/cases/{case}/messages/{number:int}", reading.context),
    ]
    routes = [Route(path, answered(answer), methods=[method]) for method, path, answer in table]
    app = Starlette(routes=routes, exception_handlers={})
    app.router.redirect_slashes = False
    app.state.room = here
    return app
