"""One stored article, found by whatever a person has at hand, and shown on whatever they have before them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from index.store_embedded import EmbeddedStore
from ingest.urls import article_id
from newswire.commands.reading import csv_cell
from newswire.lookup import find_article
from tests.contracts.corpus import build
from tests.flow.command import Newswire
from wire.errors import UsageError

URL = "https://news.example/a?id=1"
_BUILT = build(article_id(URL), "Größe – “Œuvre”", "Text.")
STORED = replace(_BUILT, article=replace(_BUILT.article, url=URL, canonical_url=URL))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one article in its store."""
    with closing(EmbeddedStore(tmp_path / "index")) as store:
        store.write([STORED])
    return tmp_path


@pytest.mark.parametrize("name", [URL, STORED.article.id, f"{URL}&utm_source=x#top", "http://www.news.example/a?id=1", URL[8:]])
def test_an_article_is_found_by_any_of_its_names(folder: Path, name: str) -> None:
    with closing(EmbeddedStore(folder / "index")) as store:
        assert find_article(store, name) == STORED


@pytest.mark.parametrize("name", ["", "x", "http://[::1", "https://news.example/b"])
def test_what_is_not_stored_is_answered_with_what_to_do(folder: Path, name: str) -> None:
    with closing(EmbeddedStore(folder / "index")) as store, pytest.raises(UsageError, match="newswire why"):
        find_article(store, name)


def test_every_script_gets_through_a_pipe_in_any_locale(folder: Path) -> None:
    environment = Newswire(folder).environment | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    for arguments in (["search", "--json"], ["show", URL]):
        command = [sys.executable, "-m", "newswire", *arguments]
        done = subprocess.run(command, env=os.environ | environment, capture_output=True, check=True)
        assert STORED.article.title in done.stdout.decode()
    assert json.loads(Newswire(folder).run("search", "--json"))["title"] == STORED.article.title


def test_csv_has_a_header_in_any_case_and_a_row_per_hit(folder: Path) -> None:
    newswire = Newswire(folder)
    (hit,) = newswire.rows("search")
    (row,) = csv.DictReader(newswire.run("search", "--csv").splitlines())
    (header,) = newswire.run("search", "nowhere", "--csv").splitlines()

    assert row["title"] == hit["title"] and row["url"] == hit["url"]
    assert header.split(",") == list(row) == list(hit)


def test_one_quote_is_one_quote(tmp_path: Path) -> None:
    built = build("a", "Dam", "{{direct; [[Ana Rey]]; mayor; It holds}}, she said.")
    with closing(EmbeddedStore(tmp_path / "index")) as store:
        store.write([built])
    assert " · 1 quote\n" in Newswire(tmp_path).run("search")
    assert " names, 1 quote\n" in Newswire(tmp_path).run("why", built.article.url)


@pytest.mark.parametrize("words", ["=1+1", "+1", "-1 degree", "@A1", "＝1", "－1"])
def test_no_cell_of_csv_is_a_formula(tmp_path: Path, words: str) -> None:
    built = build("a", words, f"{{{{direct; Ana Rey; mayor; {words}}}}}, she said.", summary="plain - not first")
    with closing(EmbeddedStore(tmp_path / "index")) as store:
        store.write([built])
    newswire = Newswire(tmp_path)
    (article,) = csv.DictReader(newswire.run("search", "--csv").splitlines())
    (quote,) = csv.DictReader(newswire.run("quotes", "--csv").splitlines())

    assert article["title"] == quote["title"] == quote["text"] == f"'{words}"
    assert (article["summary"], article["quotes"], article["revision"]) == ("plain - not first", "1", "1")
    assert (quote["spans"], quote["confidence"]) == (f"[[0, {len(words)}]]", "0.9")
    assert newswire.rows("search")[0]["title"] == words


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-1.5, -1.5),
        (-3, -3),
        (None, None),
        (False, False),
        (["-a", "b"], "'-a; b"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("a=b", "a=b"),
    ],
)
def test_numbers_stay_numbers_in_csv(value: object, cell: object) -> None:
    assert csv_cell(value) == cell


def test_of_an_erased_article_is_told_that_it_was_erased(folder: Path) -> None:
    newswire = Newswire(folder)
    newswire.run("erase", URL)
    newswire.run("reindex")

    assert newswire.rows("search") == []
    assert "It was erased" in newswire.run("why", URL)
    assert "It is not in the store" in newswire.run("why", "https://news.example/other")
