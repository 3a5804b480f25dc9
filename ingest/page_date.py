"""When an article page says that it was published."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from typing import Final

from ingest.date_words import from_words
from ingest.dates import from_iso, sane
from ingest.page_blocks import Element
from ingest.page_head import Meta
from ingest.page_ld import LinkedData

_ZONE: Final = re.compile(r"\s*([+-]\d\d):?(\d\d)$")

_DATE_META: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "pubdate", "publishdate", "publish-date", "date",
)  # fmt: skip


def page_dates(said: LinkedData, meta: Meta, tree: Element) -> list[str | None]:
    """All dates a page gives for its publication, as written, the most trustworthy first."""
    marked = [e.get("datetime") or e.get("content") for e in tree.xpath("//*[@itemprop='datePublished']")]
    shown = [e.get("datetime") for e in tree.xpath("//time[@pubdate]|//article//time[@datetime]|//time[@datetime]")]
    return [said.published, *meta.all(_DATE_META), *marked, *shown[:3]]


def best_date(found: Sequence[str | None], now: datetime) -> datetime | None:
    """The first sane date; if it is a mere day, the first one with a time on that day."""
    dates = [date for date in (sane(parse_date(text), now) for text in found if text) if date]
    if not dates:
        return None
    same_day = (date for date in dates if date.date() == dates[0].date() and date.timetz() != time(tzinfo=UTC))
    return next(same_day, dates[0])


def parse_date(text: str) -> datetime | None:
    """A date of a page in UTC: ISO 8601 with some licence, in words, or the form of mail; None for what is none of these."""
    plain = _ZONE.sub(r"\1:\2", text.strip())
    date = from_iso(plain.replace(" UTC", "Z").replace(" GMT", "Z")) or from_words(text)
    if date is not None:
        return date
    try:
        read = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
