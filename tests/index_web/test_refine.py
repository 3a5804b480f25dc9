"""What was asked, read from an address and written into others."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest

from index.query import After, All, And, Before, Or, Words
from index.query_parse import QueryError, parse
from index.web.refine import Asked, Refinement, asked
from wire.errors import UsageError


def read(address: str) -> Asked:
    return asked(parse_qsl(address.partition("?")[2]))


def test_an_address_read_and_written_is_the_same() -> None:
    address = "/?q=dam+river&speaker=Ana+Rey&source=Courier&since=0044-03-15&until=2026-11-24T13%3A00&sort=oldest&show=articles"
    assert read(address).url() == address


def test_nothing_asked_is_everything_the_newest_first() -> None:
    assert (read("/").query(), read("/").sort, read("/").url(), read("/").empty) == (All(), "newest", "/", True)


def test_words_are_answered_by_relevance_unless_asked_otherwise() -> None:
    assert read("/?q=dam").sort == "relevance"
    assert read("/?q=dam&sort=oldest").sort == "oldest"
    assert read("/?q=dam&sort=by+shoe+size").sort == "relevance"


def test_a_refinement_asks_for_the_whole_name() -> None:
    assert read("/?speaker=Ana+Rey").query() == Words("speaker", "Ana Rey", phrase=True, whole=True)
    assert read("/?person=Ana+Rey").query() == Words("entity", "Ana Rey", phrase=True, whole=True)
    assert read("/?kind=direct").query() == Words("kind", "direct", phrase=True)


def test_dates_bound_the_time() -> None:
    assert read("/?since=2026-11-01&until=2026-11-24T13:00").query() == And(
        (After(datetime(2026, 11, 1, tzinfo=UTC)), Before(datetime(2026, 11, 24, 13, tzinfo=UTC)))
    )


@pytest.mark.parametrize(
    "address",
    [
        "/?q=dam",
        "/?q=dam+OR+river&speaker=Ana+Rey",
        "/?speaker=%22Ana%22+%5C+Rey&language=en",
        "/?since=2026-11-24T13:00&kind=direct",
        "/?since=0044-03-15&until=2026-11-24T13:00:59",
    ],
)
def test_the_text_means_what_the_address_means(address: str) -> None:
    wanted = read(address)
    assert parse(wanted.text()) == wanted.query()


def test_either_of_two_words_is_kept_together() -> None:
    assert read("/?q=dam+OR+river&source=Courier").text() == '(dam OR river) source:="Courier"'
    assert isinstance(read("/?q=dam+OR+river").query(), Or)


def test_adding_and_taking_away_begin_again_at_the_first_page() -> None:
    wanted = read("/?q=dam&cursor=abc")
    more = wanted.having("speaker", "Ana Rey")
    assert more.url() == "/?q=dam&speaker=Ana+Rey"
    assert more.having("speaker", "Ana Rey") == more
    assert more.lacking(Refinement(facet="speaker", value="Ana Rey")).url() == "/?q=dam"


def test_a_date_that_is_none_is_told() -> None:
    with pytest.raises(UsageError, match="since: “soon” is no date"):
        read("/?since=soon")
    with pytest.raises(UsageError, match=r"until: .* is not between the years 1 and 9999"):
        read("/?until=9999-12-31T23:59-14:00")


def test_a_mistake_in_the_words_is_told() -> None:
    with pytest.raises(QueryError):
        read("/?q=(dam").query()
