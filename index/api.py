"""The web application: the JSON API under /api/v1 and the pages beside it. It reads and never changes anything.

request -> Meter -> HostCheck -> HeadAsGet -> SafeHeaders -> GZip -> a route -> store or pipeline -> JSON or a page
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from index.api_errors import problem
from index.api_schema import describe, json_response
from index.api_search import article_routes, count_routes, search_routes
from index.api_state import people_routes, state_routes
from index.desk import Desk
from index.guard import HeadAsGet, HostCheck, Meter, SafeHeaders, add_safety
from index.kept import Kept
from index.pipeline import Pipeline
from index.store import Store
from index.web.files import load_files
from index.web.pages import file_routes, page_routes, watch_routes
from index.web.templating import Pages
from wire.errors import NewswireError
from wire.log import Log
from wire.metrics import Metrics
from wire.settings import Settings

#: Where the API lives.
PREFIX = "/api/v1"

#: Answers below this size (bytes) are not worth compressing.
GZIP_FROM = 1000

#: 9 takes three times as long as 5 for a few bytes less.
GZIP_LEVEL = 5

#: Threads that count for all requests together; each search page has three counts at a time.
COUNTING_THREADS = 8

DESCRIPTION = """Search in enriched news articles and in the quotes found in them.

Every list is paged by `limit` and `cursor`. Errors are `application/problem+json`; a mistake in a query names its place.
Times are UTC, spans are code points of the article's text, half-open."""

TAGS = [
    {"name": "search", "description": "Articles and quotes by query."},
    {"name": "counts", "description": "What a query finds, counted by value or over time."},
    {"name": "articles", "description": "One article whole, with its names and quotes."},
    {"name": "people", "description": "What somebody said."},
    {"name": "pipeline", "description": "Feeds, lag, dead letters."},
]


def utc_now() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def create_app(
    store: Store, *, log: Log | None, settings: Settings, metrics: Metrics, clock: Callable[[], datetime] = utc_now
) -> FastAPI:
    """The application over a store and, for feeds and lag, a log. Both stay the caller's to close."""
    pipeline = Pipeline(log, clock=clock, backlog_limit=settings.backlog_limit)
    aside = ThreadPoolExecutor(COUNTING_THREADS, thread_name_prefix="counting")
    desk = Desk(store=store, held=Kept(store.status), pipeline=pipeline, aside=aside, clock=clock)
    files = load_files()
    pages = Pages(files, clock=clock)
    app = _application(desk)
    for routes in (search_routes, count_routes, article_routes, people_routes, state_routes):
        app.include_router(routes(desk), prefix=PREFIX)
    for router in (page_routes(desk, pages), watch_routes(desk, pages), file_routes(files)):
        app.include_router(router)
    _answer_errors(app, pages)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM, compresslevel=GZIP_LEVEL)
    app.add_middleware(SafeHeaders)
    app.add_middleware(HeadAsGet)
    app.add_middleware(HostCheck, allowed=("localhost", settings.host, *settings.allowed_hosts))
    app.add_middleware(Meter, metrics=metrics)
    return app


def _application(desk: Desk) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        desk.aside.shutdown()
        desk.pipeline.close()

    return Described(
        title="newswire",
        version=version("newswire"),
        description=DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        openapi_tags=TAGS,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )


class Described(FastAPI):
    """FastAPI whose description holds the shapes of our messages."""

    def openapi(self) -> dict[str, object]:
        """The OpenAPI description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = dict(describe(self))
        return self.openapi_schema


def _answer_errors(app: FastAPI, pages: Pages) -> None:
    """Errors become a problem in the API and a page elsewhere, of the same words."""

    async def answer(request: Request, error: Exception) -> Response:
        told = problem(error)
        if request.url.path.startswith("/api/"):
            response = json_response(told, told.status, "application/problem+json")
        else:
            response = pages.show("error.html", status=told.status, problem=told)
        response.headers.update(getattr(error, "headers", None) or {})  # of 405, which methods are allowed
        add_safety(response.headers)
        return response

    for kind in (NewswireError, RequestValidationError, HTTPException, Exception):
        app.add_exception_handler(kind, answer)
