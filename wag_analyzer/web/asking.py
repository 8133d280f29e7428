"""What the app's answers rest on: the desk, the work under way, and how a request names a case and says what it wants."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response

from wag_analyzer.case.trust import refuse_links
from wag_analyzer.errors import WagError
from wag_analyzer.web.desk import Desk
from wag_analyzer.web.draft import is_written
from wag_analyzer.web.guard import Refusal, faults
from wag_analyzer.web.jobs import Jobs
from wag_analyzer.web.pages import told
from wag_analyzer.web.uploads import capped

if TYPE_CHECKING:
    from wag_analyzer.report.words import Language

__all__ = ["Room", "answered", "case_of", "room", "said_in", "written_case"]

Answer = Callable[[Request], Awaitable[Response]]
_LARGEST_ORDER: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Room:
    """What one run of the app works with.

    Parameters
    ----------
    desk
        The cases.
    cap
        Largest upload in bytes.
    lang
        Language pages begin in.
    config
        Settings file the user named.
    jobs
        The work under way.
    """

    desk: Desk
    cap: int
    lang: "Language" = "en"
    config: Path | None = None
    jobs: Jobs = field(default_factory=Jobs)

    def start(self, case: Path, kind: str, **order: Any) -> Response:
        """Begin work on a case and tell how it stands."""
        rest = {"config": str(self.config) if self.config else None, "draft": asdict(self.desk.load(case))}
        return told(self.jobs.start(case, kind, {**order, **rest}).told(), 202)


def room(request: Request) -> Room:
    """Return what the app works with."""
    found: Room = request.app.state.room
    return found


def case_of(request: Request) -> Path:
    """Return the folder of the case a request names.

    Raises
    ------
    Refusal
        There is no such case.
    CaseError
        A link or a pipe lies in it, by which something outside would be reached.
    """
    path = room(request).desk.find(request.path_params["case"])
    if path is None:
        raise Refusal(404, "there is no such case")
    if path.is_dir():
        refuse_links(path)
    return path


def written_case(request: Request) -> Path:
    """Return the folder of a case that has been audited.

    Raises
    ------
    Refusal
        There is no such case, or it was not audited yet.
    """
    path = case_of(request)
    if not is_written(path):
        raise Refusal(409, "this case was not audited yet")
    return path


async def said_in(request: Request) -> Mapping[str, Any]:
    """Return the object in the body of a request.

    Raises
    ------
    Refusal
        It is too large or no object.
    """
    body = b"".join([chunk async for chunk in capped(request, _LARGEST_ORDER)])
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "the body is no JSON") from None
    if not isinstance(found, dict):
        raise Refusal(400, "the body is no object")
    return found


def answered(answer: Answer) -> Answer:
    """Return an answer that tells our own errors and refusals as JSON, in one line each."""

    async def safe(request: Request) -> Response:
        try:
            return await answer(request)
        except Refusal as refusal:
            response = told({"error": refusal.word}, refusal.status)
            if refusal.status in {408, 411, 413}:  # what is still to come of the body is not read
                response.headers["connection"] = "close"
            return response
        except WagError as error:
            return told(faults(error), 400)
        except Exception as error:  # noqa: BLE001 - the last net, as in the guard, before the server's own words
            return told(faults(error), 500)

    return safe
