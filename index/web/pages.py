"""The pages' addresses."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.responses import HTMLResponse

from index.api_errors import problem
from index.atom import ATOM, atom
from index.desk import Desk
from index.people import person, voices
from index.query import All
from index.query_parse import QueryError
from index.web.api_view import api_view
from index.web.article_view import article_view
from index.web.etags import answer, etag_of
from index.web.files import SiteFiles
from index.web.refine import Asked, Refinement, asked
from index.web.search_view import search_view
from index.web.templating import Pages

#: Most people on the page of people.
PEOPLE = 40

#: Quotes on a person's page.
PERSON_QUOTES = 20

#: A search as a feed may be shown again for so long without asking.
FEED_FRESH = "max-age=60"


def page_routes(desk: Desk, pages: Pages) -> APIRouter:
    """Search, articles and people."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/")
    def search(request: Request) -> Response:
        """The search page; a mistake in the query is shown above the box it was typed in."""
        wanted = asked(request.query_params.multi_items())
        try:
            view = search_view(desk, wanted)
        except QueryError as error:
            return pages.show("search.html", status=400, here="/", asked=wanted, view=None, problem=problem(error))
        return pages.show("search.html", here="/", asked=wanted, view=view, problem=None)

    @router.get("/search.atom")
    def search_feed(request: Request) -> Response:
        """A search as an Atom feed."""
        wanted = asked(request.query_params.multi_items())
        body = atom(desk, wanted, base=str(request.base_url))
        return answer(request, body, etag=etag_of(body), media_type=ATOM, cache_control=FEED_FRESH)

    @router.get("/articles/{article_id:path}")
    def article(article_id: str) -> Response:
        """One article, its names and quotes marked."""
        enriched = desk.store.get(article_id)
        if enriched is None:
            raise HTTPException(404, "This article is not in the store: it was erased, or never arrived here.")
        return pages.show("article.html", view=article_view(enriched))

    @router.get("/people")
    def people() -> Response:
        """Who is quoted most."""
        found = voices(desk.store, All(), limit=PEOPLE)
        return pages.show("people.html", here="/people", voices=found)

    @router.get("/people/{entity_id:path}")
    def one_person(entity_id: str, cursor: str | None = None) -> Response:
        """What somebody said."""
        found = person(desk.store, entity_id, now=desk.clock(), limit=PERSON_QUOTES, cursor=cursor)
        if found is None:
            raise HTTPException(404, "No stored article names this person or thing.")
        said = Asked(refinements=(Refinement(facet="speaker", value=found.entity.name),))
        next_url = f"?{urlencode({'cursor': found.next_cursor})}" if found.next_cursor else None
        return pages.show("person.html", person=found, asked=said, next_url=next_url)

    return router


def watch_routes(desk: Desk, pages: Pages) -> APIRouter:
    """How the pipeline fares."""
    router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

    @router.get("/feeds")
    def feeds(status: str | None = None) -> Response:
        """Health of the feeds."""
        snapshot = desk.pipeline.snapshot()
        rows = [feed for feed in snapshot.feeds if status in (None, "", feed.status)]
        return pages.show("feeds.html", here="/feeds", snapshot=snapshot, feeds=rows, chosen=status)

    @router.get("/pipeline")
    def pipeline() -> Response:
        """Lag and dead letters."""
        return pages.show("pipeline.html", here="/pipeline", snapshot=desk.pipeline.snapshot(), held=desk.held.get())

    @router.get("/api")
    def api(request: Request) -> Response:
        """The API's description for people."""
        return pages.show("api.html", here="/api", routes=api_view(request.app.openapi()))

    return router


def file_routes(files: SiteFiles) -> APIRouter:
    """Stylesheet, script, icon and robots.txt."""
    router = APIRouter(include_in_schema=False)

    @router.get("/static/{version}/{name}")
    def static(request: Request, version: str, name: str) -> Response:
        """One of the site's own files."""
        answer = files.answer(request, version, name)
        if answer is None:
            raise HTTPException(404, "There is no such file.")
        return answer

    @router.get("/robots.txt")
    def robots() -> Response:
        """Articles are others' work: search engines should go to where they were printed."""
        return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")

    @router.get("/favicon.ico")
    def icon(request: Request) -> Response:
        """The icon, for browsers that look for it here."""
        return files.answer(request, "", "icon.svg") or Response(status_code=404)

    return router
