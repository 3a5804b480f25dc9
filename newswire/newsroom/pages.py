"""How the sample newsroom looks: article pages and home pages in HTML, feeds in RSS, Atom and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from newswire.newsroom.content import Feed, Newsroom, Outlet, Story

#: Content types of the feed formats.
CONTENT_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}


@dataclass(frozen=True)
class Entry:
    """A story as a feed or page shows it."""

    story: Story
    outlet: Outlet
    url: str
    published: datetime
    updated: datetime

    @property
    def html(self) -> Markup:
        """The body as HTML."""
        return Markup("\n").join(_block(block) for block in self.story.blocks)


class Press:
    """Renders everything the newsroom serves, for one base URL and one time of opening (UTC)."""

    def __init__(self, newsroom: Newsroom, *, base_url: str, opened_at: datetime) -> None:
        self._newsroom = newsroom
        self._base_url = base_url
        self._opened_at = opened_at
        self._templates = Environment(loader=PackageLoader("newswire.newsroom"), autoescape=True, trim_blocks=True)
        self._templates.filters["rfc822"] = format_datetime

    def entry(self, story: Story, age_s: float) -> Entry:
        """A story as it reads `age_s` seconds after the opening."""
        now = self._newsroom.at(story, age_s)
        published = self._opened_at - timedelta(minutes=story.head.minutes_ago)
        edited = self._opened_at + timedelta(seconds=story.head.revision_after_s or 0)
        return Entry(
            story=now,
            outlet=self._newsroom.outlet[story.head.outlet],
            url=self._base_url + self._newsroom.path(story),
            published=published,
            updated=published if now is story else edited,
        )

    def article(self, story: Story, age_s: float) -> str:
        """The page of a story."""
        return self._templates.get_template("article.html").render(entry=self.entry(story, age_s))

    def home(self, outlet: Outlet, age_s: float) -> str:
        """The front page of an outlet, which names its feeds."""
        own = [self.entry(story, age_s) for story in self._newsroom.stories if story.head.outlet == outlet.key]
        newest_first = sorted(own, key=lambda entry: entry.published, reverse=True)
        return self._templates.get_template("home.html").render(outlet=outlet, entries=newest_first, types=CONTENT_TYPES)

    def feed(self, feed: Feed, outlet: Outlet, age_s: float) -> str:
        """A feed; cut off in its first item where the trap says so."""
        listed = {story.head.id for story in self._newsroom.listed_in(feed, outlet, age_s)}
        entries = [self.entry(story, age_s) for story in self._newsroom.stories if story.head.id in listed]
        entries.sort(key=lambda entry: entry.published, reverse=True)
        if feed.format == "json":
            return self._json_feed(feed, outlet, entries)
        text = self._templates.get_template(f"{feed.format}.xml").render(
            feed=feed, outlet=outlet, entries=entries, base_url=self._base_url, opened_at=self._opened_at
        )
        return text[: text.index("<link>", text.index("<item>")) + 12] if feed.trap == "truncated" else text

    def _json_feed(self, feed: Feed, outlet: Outlet, entries: Sequence[Entry]) -> str:
        items = [
            {
                "id": entry.url,
                "url": entry.url,
                "title": entry.story.head.title,
                "summary": entry.story.head.summary,
                "content_html" if feed.content == "full" else "content_text": str(entry.html)
                if feed.content == "full"
                else entry.story.head.summary,
                "date_published": entry.published.isoformat(),
                "date_modified": entry.updated.isoformat(),
                "authors": [{"name": name} for name in entry.story.head.authors],
                "language": entry.story.head.language,
            }
            for entry in entries
        ]
        return json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": feed.title,
                "home_page_url": self._base_url + outlet.home,
                "feed_url": self._base_url + feed.path,
                "language": outlet.language,
                "items": items,
            },
            ensure_ascii=False,
            indent=1,
        )


def _block(block: str) -> Markup:
    """One block of a story as HTML."""
    if block.startswith("## "):
        return Markup("<h2>{}</h2>").format(block[3:])
    if block.startswith("> "):
        lines = [line.removeprefix(">").strip() for line in block.splitlines()]
        return Markup("<blockquote><p>{}</p></blockquote>").format(" ".join(lines))
    if block.startswith("- "):
        items = Markup("").join(Markup("<li>{}</li>").format(line.removeprefix("- ")) for line in block.splitlines())
        return Markup("<ul>{}</ul>").format(items)
    return Markup("<p>{}</p>").format(escape(" ".join(block.splitlines())))
