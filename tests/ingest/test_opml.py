"""OPML in and out."""

import pytest

from ingest.opml import Outline, export_opml, import_opml, read_opml
from ingest.registry import Registry
from tests.ingest.newsroom import NOON, Newsdesk
from wire.errors import UsageError

LIST = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="World"><outline title="Europe">
  <outline type="rss" text="Courier &amp; Sons" xmlUrl="https://courier.example/feed.xml"/></outline>
  <outline text="Twice" xmlurl="HTTPS://courier.example/feed.xml"/></outline>
<outline text="Bad" xmlUrl="ftp://bad.example/feed"/>
<outline text="Loose" xmlUrl="https://loose.example/rss"/></body></opml>"""


def test_nested_outlines_become_folders() -> None:
    assert read_opml(LIST)[0] == Outline(
        url="https://courier.example/feed.xml", title="Courier & Sons", folder="World / Europe"
    )


def test_the_good_are_imported_and_the_rest_is_told(desk: Newsdesk) -> None:
    registry = Registry(desk.log)
    report = import_opml(registry, LIST, now=NOON)
    assert [feed.url for feed in registry.feeds()] == ["https://courier.example/feed.xml", "https://loose.example/rss"]
    assert (report.count("added"), report.duplicates) == (2, ("HTTPS://courier.example/feed.xml",))
    ((refused, why),) = report.refused
    assert refused == "ftp://bad.example/feed"
    assert "http" in why
    assert import_opml(registry, LIST, now=NOON).count("kept") == 2


def test_what_is_exported_can_be_imported(desk: Newsdesk) -> None:
    registry = Registry(desk.log)
    import_opml(registry, LIST, now=NOON)
    registry.add("https://odd.example/rss", title="Od\x01d\udcff", folder="A\x1b B")
    records = [feed.record for feed in registry.feeds()]
    back = read_opml(export_opml(records, now=NOON))
    assert {(o.url, o.title, o.folder) for o in back} == {(r.url, r.title, r.folder) for r in records}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<rss version='2.0'/>",
        b"<!DOCTYPE o [<!ENTITY a 'b'>]><opml><body>&a;</body></opml>",
        b"<?xml version='1.0' encoding='klingon'?><opml/>",
    ],
)
def test_what_is_no_opml_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match="OPML"):
        read_opml(data)


def test_a_script_in_a_list_is_no_host_and_keeps_out_nothing_else(desk: Newsdesk) -> None:
    data = b"<opml><body><outline xmlUrl='javascript:1'/><outline xmlUrl='https://a.example/x'/></body></opml>"
    report = import_opml(Registry(desk.log), data, now=NOON)
    ((url, why),) = report.refused
    assert url == "javascript:1"
    assert "http" in why
    assert [added.url for added in report.added] == ["https://a.example/x"]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_ampersands_in_addresses_need_not_be_escaped(encoding: str) -> None:
    made = "<?xml version='1.0' encoding='{}'?><opml><body><outline text='Été &amp; &#38; Co & Co' xmlUrl='https://a.example/?a=1&b=2'/></body></opml>"
    (outline,) = read_opml(made.format(encoding).encode(encoding))
    assert (outline.title, outline.url) == ("Été & & Co & Co", "https://a.example/?a=1&b=2")


def test_a_list_in_utf_16_is_read() -> None:
    data = "<?xml version='1.0' encoding='utf-16'?><opml><body><outline xmlUrl='https://a.example/?a=1&amp;b=2'/></body></opml>"
    assert [outline.url for outline in read_opml(data.encode("utf-16"))] == ["https://a.example/?a=1&b=2"]


def test_endless_nesting_is_read_to_its_end() -> None:
    deep = b"<opml><body>" + b"<outline text='x'>" * 5000 + b"<outline xmlUrl='https://a.example/'/>" + b"</outline>" * 5000
    (outline,) = read_opml(deep + b"</body></opml>")
    assert outline.url == "https://a.example/"


def test_an_empty_list_is_fine() -> None:
    assert read_opml(b"<opml version='2.0'><body/></opml>") == []
