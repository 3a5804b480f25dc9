"""Jinja set up once: everything is escaped, and a name that a template misspells is an error."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from index.web import words
from index.web.files import SiteFiles
from index.web.said import around, runs


class Pages:
    """Turns a template and what it shows into an answer."""

    def __init__(self, files: SiteFiles, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._environment = environment()
        self._environment.globals["static"] = files.url

    def show(self, template: str, *, status: int = 200, **shown: object) -> HTMLResponse:
        """A page. Every template is given `now`, and `here`, the place in the site's navigation that it stands for."""
        body = self._environment.get_template(template).render({"now": self._clock(), "here": None} | shown)
        return HTMLResponse(body, status_code=status)


def environment() -> Environment:
    """Our templates, filters and functions."""
    made = Environment(
        loader=PackageLoader("index.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        number=words.number,
        percent=words.percent,
        utc=words.utc,
        iso=words.iso,
        duration=words.span_of_time,
        language=words.language,
        http_url=words.http_url,
        path=path_part,
        shell=shlex.quote,
    )
    made.globals.update(
        plural=words.plural,
        relative=words.relative,
        bar_label=words.bar_label,
        range_label=words.range_label,
        runs=runs,
        around=around,
    )
    made.globals["parts"] = made.get_template("_parts.html").module
    return made


def path_part(text: str) -> str:
    """A text as one part of an address's path."""
    return quote(text, safe=":")
