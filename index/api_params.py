"""Every parameter of the API: type, meaning, limit and an example, in one place."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query

from index.histogram import Interval
from index.query_parse import MAX_CHARS
from index.store import Kind, Sort

#: Most hits on one page.
MAX_LIMIT = 100

#: Most people in one answer; each costs a search.
MAX_PEOPLE = 60

#: Most values per facet.
MAX_VALUES = 100

QueryText = Annotated[
    str,
    Query(
        description='What to look for, in the query language: words, `"phrases"`, `AND`, `OR`, `NOT`, parentheses, and '
        "`speaker:` `said:` `entity:` `source:` `lang:` `kind:` `before:` `after:`. Empty finds everything.",
        max_length=MAX_CHARS,
        examples=['dam AND speaker:"Ileana Soto"'],
    ),
]
SortParam = Annotated[
    Sort, Query(description="The order of the hits. `newest` and `oldest` go by time of publication.", examples=["newest"])
]
Limit = Annotated[int, Query(description="Most hits in one answer.", ge=1, le=MAX_LIMIT, examples=[20])]
PeopleLimit = Annotated[int, Query(description="Most people in one answer.", ge=1, le=MAX_PEOPLE, examples=[20])]
Cursor = Annotated[
    str | None,
    Query(
        description="Continues after an earlier answer: its `next_cursor`. Stable while documents are added.",
        max_length=2000,
        examples=[None],
    ),
]
KindParam = Annotated[Kind, Query(description="What is counted: articles or quotes.", examples=["quotes"])]
FacetNames = Annotated[
    str,
    Query(
        description="Facets wanted, separated by commas: speaker, person, organisation, place, source, language, kind.",
        max_length=200,
        examples=["speaker,source"],
    ),
]
ValueLimit = Annotated[int, Query(description="Most values per facet.", ge=1, le=MAX_VALUES, examples=[10])]
IntervalParam = Annotated[
    Interval,
    Query(
        description="Width of a bucket. The histogram looks back 14 days by hour, 400 days by day, 5 years by week and "
        "30 years by month.",
        examples=["day"],
    ),
]
Until = Annotated[
    datetime | None,
    Query(
        description="Where the histogram ends, ISO 8601; the day after tomorrow by default.", examples=["2026-12-01T00:00:00Z"]
    ),
]
ArticleId = Annotated[
    str, Path(description="The article's id, as in every hit.", min_length=1, max_length=200, examples=["a1-4f1c9e0b7d2a"])
]
EntityId = Annotated[
    str,
    Path(
        description="Label and name of somebody or something named, as in an article's entities.",
        min_length=1,
        max_length=300,
        examples=["person:ileana-soto"],
    ),
]
ArticleUrl = Annotated[
    str,
    Query(
        description="The article's address, as printed in the feed or canonical.",
        min_length=1,
        max_length=2000,
        examples=["http://127.0.0.1:8765/harbour-courier/kolvar-dam-cabinet-vote"],
    ),
]
StatusFilter = Annotated[
    str | None,
    Query(
        description="Only feeds of this status: new, ok, failing or gone.",
        pattern="^(new|ok|failing|gone)$",
        examples=["failing"],
    ),
]
