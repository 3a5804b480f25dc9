"""`newswire search | quotes | show | why`: reading from the terminal."""

from __future__ import annotations

import csv
import json as jsonlib
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Annotated, Any

import typer
from rich.console import Console

from newswire.options import with_settings
from wire.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV with a header line; formulas behind an apostrophe.")]
Limit = Annotated[int, typer.Option(min=1, help="Most hits shown.")]
SortBy = Annotated[str, typer.Option("--sort", help="relevance, newest or oldest.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        help='Words, "phrases", AND OR NOT, speaker: said: entity: source: lang: kind: before: after: (-- before a leading -)'
    ),
]

#: Hits fetched from the store at a time.
PAGE = 100

#: What makes a spreadsheet compute a cell: https://owasp.org/www-community/attacks/CSV_Injection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def register(app: typer.Typer) -> None:
    """Add the commands to the app."""
    for command in (search, quotes, show, why):
        app.command(rich_help_panel="Reading")(with_settings(command))


def search(
    settings: Settings,
    query: Words = None,
    *,
    limit: Limit = 20,
    sort: SortBy = "relevance",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Search articles."""
    from index.rows import ArticleRow, article_row
    from newswire.render import article_line

    found = _hits(settings, "articles", query, sort, limit)
    _print(found, ArticleRow, article_row, article_line, json=json, csv=csv, settings=settings)


def quotes(
    settings: Settings,
    query: Words = None,
    *,
    limit: Limit = 20,
    sort: SortBy = "relevance",
    json: Json = False,
    csv: Csv = False,
) -> None:
    """Search who said what."""
    from index.rows import QuoteRow, quote_row
    from newswire.render import quote_card

    found = _hits(settings, "quotes", query, sort, limit)
    _print(found, QuoteRow, quote_row, quote_card, json=json, csv=csv, settings=settings)


def _hits(settings: Settings, kind: Any, words: list[str] | None, sort: Any, limit: int) -> Iterator[Any]:
    from index.open import open_store
    from index.query_parse import parse

    if sort not in ("relevance", "newest", "oldest"):
        raise typer.BadParameter(f"--sort takes relevance, newest or oldest, not {sort!r}")
    query, cursor = parse(_one_query(words)), None
    with closing(open_store(settings)) as store:
        while limit > 0:
            page = store.search(kind, query, sort=sort, limit=min(limit, PAGE), cursor=cursor)
            yield from page.hits
            limit, cursor = limit - len(page.hits), page.next_cursor
            if cursor is None:
                return


def _one_query(words: list[str] | None) -> str:
    """The arguments as one query. An argument with spaces came in shell quotes and is taken as written."""
    return " ".join(words or [])


def _print(
    hits: Iterator[Any], shape: type, row: Callable[[Any], Any], line: Callable[[Any], Any],
    *, json: bool, csv: bool, settings: Settings,
) -> None:  # fmt: skip
    """Print hits in lines for people; as rows of `shape` in CSV; or as a JSON object each."""
    if csv and json:
        raise typer.BadParameter("--csv and --json exclude each other")
    if csv:
        _print_csv(map(row, hits), shape)
    elif json:
        for hit in hits:
            sys.stdout.write(jsonlib.dumps(row(hit), ensure_ascii=False, default=str) + "\n")
    else:
        found = list(hits)
        Console().print(*map(line, found), sep="\n") if found else typer.secho(_nothing(settings), dim=True)


def _nothing(settings: Settings) -> str:
    from index.open import open_store

    with closing(open_store(settings)) as store:
        if store.status().articles:
            return "Nothing found. `newswire search` without words lists everything."
    return f"No article is stored in {settings.store_url} yet: `newswire run` reads some; --data-dir names another folder."


def _print_csv(rows: Iterator[Any], shape: type) -> None:
    """A header of the fields of `shape`, a TypedDict, and a line per row."""
    writer = csv.DictWriter(sys.stdout, fieldnames=list(shape.__annotations__))
    writer.writeheader()
    for row in rows:
        writer.writerow({name: csv_cell(value) for name, value in row.items()})


def csv_cell(value: Any) -> Any:
    """A list of plain values as `a; b`, anything deeper as JSON; what a spreadsheet would compute behind an apostrophe."""
    if isinstance(value, list | tuple):
        value = "; ".join(value) if all(isinstance(each, str) for each in value) else jsonlib.dumps(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def show(
    settings: Settings, url: Annotated[str, typer.Argument(help="The article's URL or id.")], *, json: Json = False
) -> None:
    """Show a stored article: text, names, quotes with their speakers."""
    from index.open import open_store
    from newswire.lookup import find_article, stored_row
    from newswire.render import article_page

    with closing(open_store(settings)) as store:
        found = find_article(store, url)
    if json:
        sys.stdout.write(jsonlib.dumps(stored_row(found), ensure_ascii=False) + "\n")
    else:
        Console().print(article_page(found))


def why(settings: Settings, url: Annotated[str, typer.Argument(help="An article's URL.")], *, json: Json = False) -> None:
    """Tell what became of an article: polled, fetched, duplicate, dead because, indexed as."""
    from newswire.fate import fate_of

    fate = fate_of(settings, url)
    if json:
        sys.stdout.write(jsonlib.dumps(fate, ensure_ascii=False, default=str) + "\n")
    else:
        for sentence in fate["words"]:
            typer.echo(sentence)
