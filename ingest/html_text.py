"""HTML of a feed to plain text, one paragraph per line."""

from __future__ import annotations

import html
import re

import nh3

from ingest.text import clean, clean_line, paragraphs

#: Elements that begin and end a paragraph; `br` ends one as well.
_BLOCKS = (
    "address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|li"
    "|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCK_TAG = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)

_PRE_TAG = re.compile(r"(</?pre\b)", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")

#: Elements whose content is no text for readers.
_UNREAD = {"button", "iframe", "noscript", "object", "script", "select", "style", "svg", "template", "textarea"}

#: What WordPress adds to the end of each entry.
_TAIL = re.compile(r"\n?The post [^\n]{1,400} appeared first on [^\n]{1,200}\.?$")


#: Elements nested deeper are not parsed: the time that HTML parsers take grows with the square of the depth.
_DEEPEST = 1000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>?")

#: Elements that do not nest, so that they need no closing tag.
_FLAT = frozenset(
    ("area", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "option", "p", "source", "td", "th", "tr", "wbr")
)


def strip_tags(markup: str) -> str:
    """`markup` without its tags, entities decoded; white space as it stands. Takes time linear in its length."""
    if _too_deep(markup):
        return html.unescape(_TAG.sub("", markup))
    return html.unescape(nh3.clean(markup, tags=set(), clean_content_tags=_UNREAD))


def _too_deep(markup: str) -> bool:
    if markup.count("<") <= _DEEPEST:
        return False
    depth = 0
    for closing, name in _TAG.findall(markup):
        if name.lower() not in _FLAT:
            depth = max(0, depth - 1) if closing else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def html_text(markup: str) -> str:
    """The text of a piece of HTML, one paragraph per line.

    Newlines are set where blocks begin and end, before parsing: white space stays where it is, also inside tables.
    """
    return _TAIL.sub("", paragraphs(strip_tags(_parted(" ".join(_blank_lines_kept(clean(markup)).split())))))


def html_line(markup: str) -> str:
    """The text of a piece of HTML as one line: for titles and names."""
    return clean_line(strip_tags(_parted(clean(markup)))) if "<" in markup or "&" in markup else clean_line(markup)


def _parted(markup: str) -> str:
    return _BLOCK_TAG.sub(lambda tag: "\n" + tag[0], markup)


def _blank_lines_kept(markup: str) -> str:
    """The markup with `<br>` for the blank lines within `<pre>`, which are the ends of paragraphs there."""
    parts = _PRE_TAG.split(markup)
    for at in range(1, len(parts), 2):
        if not parts[at].startswith("</"):
            parts[at + 1] = _BLANK_LINES.sub("<br>", parts[at + 1])
    return "".join(parts)
