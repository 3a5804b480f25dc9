"""The JSON API, asked as a program would ask it."""

from __future__ import annotations

from urllib.parse import quote

import msgspec
import pytest

from tests.index_web.conftest import Get
from tests.index_web.newsstand import HOSTILE_TITLE, dam
from wire.messages import EnrichedArticle


def test_an_article_search_gives_rows_to_cite(get: Get) -> None:
    answer = get("/api/v1/articles?q=dam").json()
    assert answer["total"] == 1
    (hit,) = answer["hits"]
    assert {"url", "title", "source", "published_at", "entities", "score"} <= hit.keys()
    assert hit["title"] == "Cabinet backs Kolvar dam"
    assert hit["published_at"] == "2026-11-24T10:25:00Z"
    assert "Helena Vasko" in hit["entities"]


def test_a_quote_search_gives_speaker_role_and_spans(get: Get) -> None:
    (hit,) = get("/api/v1/quotes", params={"q": 'speaker:"Helena Vasko" river'}).json()["hits"]
    assert {"text", "kind", "speaker", "role", "url", "title", "source", "published_at", "spans"} <= hit.keys()
    assert (hit["speaker"], hit["role"], hit["kind"]) == ("Helena Vasko", "Prime Minister", "direct")
    (start, end), *_ = hit["spans"]
    assert dam().article.text[start:end] == hit["text"]


def test_pages_follow_each_other_without_a_gap(get: Get) -> None:
    seen, cursor = [], None
    while True:
        answer = get("/api/v1/quotes", params={"limit": 2, "sort": "newest"} | ({"cursor": cursor} if cursor else {})).json()
        seen += [hit["text"] for hit in answer["hits"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == answer["total"] == 7


def test_an_article_is_given_whole_by_id_and_by_address(get: Get) -> None:
    by_id = get("/api/v1/articles/a1-dam")
    assert msgspec.json.decode(by_id.content, type=EnrichedArticle) == dam()
    by_url = get("/api/v1/articles/by-url", params={"url": dam().article.url})
    assert by_url.content == by_id.content


def test_facets_count_what_is_found(get: Get) -> None:
    facets = get("/api/v1/facets", params={"names": "speaker,source", "kind": "quotes"}).json()["facets"]
    assert facets.keys() == {"speaker", "source"}
    assert {"value": "Helena Vasko", "count": 2} in facets["speaker"]


def test_a_histogram_counts_by_day(get: Get) -> None:
    buckets = get("/api/v1/histogram", params={"kind": "articles", "interval": "day"}).json()["buckets"]
    assert [(bucket["start"], bucket["count"]) for bucket in buckets] == [
        ("2026-11-23T00:00:00Z", 1),
        ("2026-11-24T00:00:00Z", 3),
    ]


def test_a_person_is_what_they_said_and_where(get: Get) -> None:
    answer = get("/api/v1/people/person:helena-vasko").json()
    assert answer["entity"]["name"] == "Helena Vasko"
    assert answer["quotes"]["total"] == 2
    assert {source["value"] for source in answer["sources"]} == {"Courier", "Vesk Observer"}
    assert "Ileana Soto" in {topic["name"] for topic in answer["beside"]}
    assert answer["roles"] == [{"value": "Prime Minister", "count": 1}]
    assert sum(slot["count"] for slot in answer["timeline"]) == 2


def test_people_are_who_is_quoted_in_what_is_found(get: Get) -> None:
    everybody = get("/api/v1/people").json()["people"]
    assert [(row["id"], row["quotes"]) for row in everybody][:2] == [("person:helena-vasko", 2), ("person:ileana-soto", 2)]
    on_maps = get("/api/v1/people", params={"q": "said:map"}).json()["people"]
    assert [(row["name"], row["role"], row["latest"]["text"]) for row in on_maps] == [
        ("Ileana Soto", "mayor", "They voted on a map,")
    ]


def test_feeds_are_told_with_their_health(get: Get) -> None:
    answer = get("/api/v1/feeds").json()
    assert answer["counts"] == {"ok": 1, "new": 1, "failing": 1, "gone": 1}
    failing = next(feed for feed in answer["feeds"] if feed["status"] == "failing")
    assert failing["failures"] == 2
    assert "503" in failing["error"]
    assert [feed["status"] for feed in get("/api/v1/feeds?status=gone").json()["feeds"]] == ["gone"]


def test_state_tells_lag_and_dead_letters(get: Get) -> None:
    answer = get("/api/v1/state").json()
    assert (answer["articles"], answer["quotes"]) == (4, 7)
    assert {stage["stage"]: stage["lag"] for stage in answer["stages"]}["index"] == 2
    assert answer["dead_letters"]["by_cause"] == {"analyser-crashed": 1}


def test_a_mistake_in_a_query_names_its_place(get: Get) -> None:
    answer = get("/api/v1/quotes", params={"q": "dam speeker:Vasko"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["position"] == 4
    assert problem["caret"].splitlines()[1].index("^") == 4
    assert "speaker:" in problem["suggestion"]


@pytest.mark.parametrize(
    "url",
    [
        "/api/v1/articles?limit=0",
        "/api/v1/articles?limit=101",
        "/api/v1/quotes?limit=many",
        "/api/v1/articles?sort=random",
        "/api/v1/articles?cursor=nonsense",
        "/api/v1/articles?q=" + "a" * 2001,
        "/api/v1/facets?names=speaker,shoe-size",
        "/api/v1/facets?kind=people",
        "/api/v1/histogram?interval=second",
        "/api/v1/histogram?until=yesterday-ish",
        "/api/v1/histogram?until=0001-01-01T00:00:00%2B14:00",
        "/api/v1/articles/by-url",
        "/api/v1/feeds?status=happy",
    ],
)
def test_what_is_out_of_limits_is_answered_with_400_and_words(get: Get, url: str) -> None:
    answer = get(url)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00Z", "0001-01-02", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("interval", ["hour", "day", "week", "month"])
def test_a_histogram_may_end_at_the_ends_of_the_calendar(get: Get, until: str, interval: str) -> None:
    answer = get("/api/v1/histogram", params={"kind": "articles", "interval": interval, "until": until})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "url", ["/api/v1/articles/none", "/api/v1/articles/by-url?url=http://x", "/api/v1/people/person:no-one", "/api/v1/nothing"]
)
def test_what_is_not_there_is_answered_with_404(get: Get, url: str) -> None:
    answer = get(url)
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_hostile_text_is_given_as_it_is_and_never_as_html(get: Get) -> None:
    answer = get("/api/v1/articles/a1-hostile")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json()["article"]["title"] == HOSTILE_TITLE


def test_the_description_covers_every_route_with_meanings_examples_and_limits(get: Get) -> None:
    described = get("/api/v1/openapi.json").json()
    assert len(described["paths"]) == 10
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation["description"], path
            assert operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"], path
            for parameter in operation.get("parameters", []):
                assert parameter["description"], (path, parameter["name"])
                assert "examples" in parameter["schema"], (path, parameter["name"])
                assert bounded(parameter["schema"]), (path, parameter["name"])


def bounded(schema: dict[str, object]) -> bool:
    """Whether a parameter's schema says what is allowed."""
    options = schema.get("anyOf", [schema])
    assert isinstance(options, list)
    limits = {"maxLength", "maximum", "enum", "pattern", "format"}
    return all(limits & option.keys() or option.get("type") == "null" for option in options)


def test_every_shape_the_description_refers_to_is_there(get: Get) -> None:
    text = get("/api/v1/openapi.json").text
    shapes = get("/api/v1/openapi.json").json()["components"]["schemas"]
    referred = {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= shapes.keys()
    assert {"EnrichedArticle", "Quote", "Problem", "QuoteRow"} <= shapes.keys()


def test_the_api_only_reads(get: Get) -> None:
    described = get("/api/v1/openapi.json").json()
    assert {verb for operations in described["paths"].values() for verb in operations} == {"get"}


@pytest.mark.parametrize("show", ["quotes", "articles"])
def test_a_feed_reader_fetches_a_search_again_only_when_it_has_changed(get: Get, show: str) -> None:
    first = get("/search.atom", params={"show": show})
    again = get("/search.atom", params={"show": show}, headers={"If-None-Match": first.headers["etag"]})
    other = get("/search.atom", params={"show": show, "q": "dam"}, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.text == ""


def test_a_search_is_a_feed_too(get: Get) -> None:
    answer = get("/search.atom", params={"speaker": "Helena Vasko"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "Helena Vasko: We have debated" in answer.text
    anchor = answer.text.partition("/articles/a1-dam#")[2].partition('"')[0]
    assert f'id="{anchor}"' in get("/articles/a1-dam").text
    assert (
        "<content>&#8220;We have debated" in answer.text and "<content>the government would not be blackmailed" in answer.text
    )
    hostile = get("/search.atom?show=articles")
    assert "<script>" not in hostile.text
    assert quote("a1-hostile") in hostile.text
