"""Numbers, times and codes as words on a page."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from index.chart import Chart
from index.histogram import Interval

#: Seconds per unit, the largest first, with the unit's short name.
UNITS = ((86400, "d"), (3600, "h"), (60, "min"))

#: What the values of some facets are called.
LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "sw": "Swahili",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def number(value: float) -> str:
    """A number with its thousands set apart: 12,345."""
    return f"{value:,.0f}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 quote", "1,204 quotes"."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share of 1 as a percentage."""
    return f"{round(100 * share)} %"


def utc(at: datetime | None) -> str:
    """A time to the minute: "24 Nov 2026, 13:05 UTC"."""
    return f"{at.astimezone(UTC):%-d %b %Y, %H:%M} UTC" if at else "no date"


def iso(at: datetime) -> str:
    """A time for machines, for the `datetime` of a <time>."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def span_of_time(seconds: float) -> str:
    """A length of time in its largest fitting unit: "40 s", "3 min", "2 h", "5 d"."""
    for size, unit in UNITS:
        if seconds >= size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0):.0f} s"


def relative(at: datetime, now: datetime) -> str:
    """A time as seen from now: "3 min ago", "in 2 h"."""
    seconds = (now - at).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"{span_of_time(seconds)} ago" if seconds > 0 else f"in {span_of_time(-seconds)}"


def language(code: str | None) -> str:
    """A language's English name where it is a common one, else its code."""
    if not code:
        return "unknown"
    return LANGUAGES.get(code.partition("-")[0].lower(), code)


def http_url(url: str | None) -> str | None:
    """The address if it may become a link: http or https with a host. A feed can hold anything, `javascript:` included."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def bar_label(start: datetime, interval: Interval) -> str:
    """The time a bar stands for."""
    if interval == "hour":
        return f"{start:%-d %b %Y, %H:00} UTC"
    if interval == "month":
        return f"{start:%B %Y}"
    return f"{'week of ' if interval == 'week' else ''}{start:%-d %b %Y}"


def range_label(chart: Chart) -> str:
    """The time a chart stands for: "per day, 3 Nov 2026 to 24 Nov 2026"."""
    first, last = bar_label(chart.start, chart.interval), bar_label(chart.last, chart.interval)
    return f"per {chart.interval}, {first}" + (f" to {last}" if last != first else "")
