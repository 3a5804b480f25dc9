"""The registry: adding, changing, reviving, removing."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from ingest.registry import Registry, feed_url
from tests.ingest.newsroom import NOON, Newsdesk
from wire.errors import UsageError
from wire.log import Outgoing
from wire.messages import FeedRecord, FeedState, encode
from wire.topics import FEED_STATE, FEEDS, host_key

URL = "https://courier.example/feed.xml"


@pytest.fixture
def registry(desk: Newsdesk) -> Registry:
    return Registry(desk.log, clock=lambda: NOON)


def remember(desk: Newsdesk, state: FeedState) -> None:
    key = state.url.encode()
    desk.log.append([Outgoing(topic=FEED_STATE, key=key, value=encode(state), partition_by=host_key(state.url))])


def test_a_feed_is_added_once(registry: Registry, desk: Newsdesk) -> None:
    outcomes = [registry.add(url).outcome for url in (URL, URL, "courier.example/feed.xml", "HTTPS://Courier.Example/feed.xml")]
    assert outcomes == ["added", "kept", "kept", "kept"]
    assert [feed.url for feed in registry.feeds()] == [URL]
    assert len(list(desk.log.read(FEEDS))) == 1


def test_title_folder_and_interval_can_be_changed(registry: Registry) -> None:
    registry.add(URL, title="Courier")
    assert registry.add(URL, folder="Local", poll_interval_s=60).outcome == "changed"
    record = registry.feeds()[0].record
    assert (record.title, record.folder, record.poll_interval_s) == ("Courier", "Local", 60)


@pytest.mark.parametrize("status", ["gone", "failing"])
def test_adding_an_ailing_feed_again_revives_it(registry: Registry, desk: Newsdesk, status: str) -> None:
    registry.add(URL)
    remember(desk, replace(FeedState(url=URL, polled_at=NOON), status=status))
    later = Registry(desk.log, clock=lambda: NOON + timedelta(hours=1))
    assert later.add(URL).outcome == "revived"
    assert later.feeds()[0].record.added_at == NOON + timedelta(hours=1)


def test_what_is_removed_is_listed_no_more_and_its_state_is_kept(registry: Registry, desk: Newsdesk) -> None:
    registry.add(URL)
    remember(desk, FeedState(url=URL, polls=3))
    assert registry.remove("courier.example/feed.xml")
    assert not registry.remove(URL)
    assert registry.feeds() == []
    assert registry.add(URL).outcome == "added"
    assert [feed.state and feed.state.polls for feed in registry.feeds()] == [3]


def test_feeds_and_states_of_one_host_share_a_partition(registry: Registry, desk: Newsdesk) -> None:
    registry.add_all(FeedRecord(url=f"https://courier.example/{n}.xml", added_at=NOON) for n in range(20))
    assert len({record.partition for record in desk.log.read(FEEDS)}) == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://a.example/x",
        "file:///etc/passwd",
        "http://",
        "https://user:pw@a.example/feed",
        "http://2130706433/",
        "javascript:1",
        "feed:JavaScript:1",
        "data:80",
        "tel:443",
    ],
)
def test_what_is_no_feed_address_is_refused(registry: Registry, url: str) -> None:
    with pytest.raises(UsageError, match="address"):
        registry.add(url)
    assert registry.feeds() == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("feed:https://a.example/x", "https://a.example/x"),
        ("feed://a.example/x", "https://a.example/x"),
        (" a.example ", "https://a.example/"),
        ("localhost:8000/feed", "https://localhost:8000/feed"),
        ("a.example:8443", "https://a.example:8443/"),
        ("http://A.example:80/x?a=1#top", "http://a.example/x?a=1"),
    ],
)
def test_addresses_have_one_spelling(given: str, kept: str) -> None:
    assert feed_url(given) == kept


def test_a_record_that_cannot_be_read_hides_no_other(registry: Registry, desk: Newsdesk) -> None:
    registry.add(URL)
    for value in (b"{", b'{"schema": 99}', b"\xff"):
        desk.log.append([Outgoing(topic=FEEDS, key=value, value=value)])
    assert [feed.url for feed in registry.feeds()] == [URL]
    desk.poll()
    assert list(desk.states()) == [URL]
