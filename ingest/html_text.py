"""HTML of a feed to plain text, one paragraph per line."""

from __future__ import annotations

import html
import re

import nh3

from ingest.text import clean_line, paragraphs

#: Elements that begin and end a paragraph; `br` ends one as well.
_BLOCKS = (
    "address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li"
    "|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)

#: Elements whose content is no text for readers.
_UNREAD = {"button", "iframe", "noscript", "object", "script", "select", "style", "svg", "template", "textarea"}

#: What WordPress adds to the end of each entry.
_TAIL = re.compile(r"\n?The post [^\n]{1,400} appeared first on [^\n]{1,200}\.?$")


def strip_tags(markup: str) -> str:
    """`markup` without its tags, entities decoded; white space as it stands. Takes time linear in its length.

    No element is kept, since the sanitiser needs quadratic time for deeply nested ones that are.
    """
    return html.unescape(nh3.clean(markup, tags=set(), clean_content_tags=_UNREAD))


def html_text(markup: str) -> str:
    """The text of a piece of HTML, one paragraph per line.

    Newlines are set where blocks begin and end, before parsing: white space stays where it is, also inside tables.
    """
    lines = _BLOCK_TAG.sub(lambda tag: "\n" + tag[0], " ".join(markup.split()))
    return _TAIL.sub("", paragraphs(strip_tags(lines)))


def html_line(markup: str) -> str:
    """The text of a piece of HTML as one line: for titles and names."""
    return clean_line(strip_tags(markup)) if "<" in markup or "&" in markup else clean_line(markup)
