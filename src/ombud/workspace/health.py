"""Whether the desk can answer: asked by load balancers and containers, without signing in."""

import structlog
from starlette.responses import JSONResponse, Response

from ombud.workspace.visit import Visit

__all__ = ["show"]

HEADERS = {"Cache-Control": "no-store"}
log = structlog.get_logger("ombud.workspace")


def show(visit: Visit) -> Response:
    """200 when the account's database answers, else 503."""
    try:
        # Opening a transaction reads from the database.
        with visit.as_nobody():
            return JSONResponse({"status": "ok"}, headers=HEADERS)
    except Exception:  # whatever keeps the database from answering
        log.exception("database does not answer")
        return JSONResponse({"status": "unavailable"}, 503, headers=HEADERS)
