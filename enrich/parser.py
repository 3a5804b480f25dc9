"""Texts through the spaCy pipeline, many at once: each paragraph is a document of its own.

So what a paragraph means does not depend on what is appended after it, and no document is too long for memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from enrich.legible import in_one_line, legible
from enrich.marks import pair_marks
from enrich.models import Model
from enrich.names import LABELS, trim
from enrich.page import Page
from enrich.paragraphs import chunks, paragraphs
from enrich.roles import role_nouns
from enrich.tokens import RawName, Tokens
from enrich.wordlists import spoken

#: A word with the space or apostrophe behind it.
_FIRST_WORD = re.compile(r"([^\s'’]+['’](?=\w)|\S+(?=\s))\s*")
#: What stands before the first word of a sentence or line.
_BEGINS = re.compile(r"(?:^|\n|[.!?…»”]\s)$")
#: Paragraphs that go through the pipeline together.
BATCH = 64
#: Place of a chunk: number of the text, offset in it; offset -1 is the title.
_Place = tuple[int, int]


def open_pages(model: Model, texts: Sequence[tuple[str, str | None]]) -> list[Page]:
    """One page per (text, title), in order, inside the model's memory zone: nothing of spaCy outlives the call."""
    pages = [_blank(text, model.nlp.lang) for text, _ in texts]
    with model.nlp.memory_zone():
        for doc, (number, offset) in model.nlp.pipe(_pieces(pages, texts), as_tuples=True, batch_size=BATCH):
            if offset < 0:
                pages[number].title_names.extend(_full_names(doc))
            else:
                names = pages[number].tokens.append(doc, offset)
                pages[number].names.extend(made for name in names if (made := bare(pages[number], name)))
    return pages


def _blank(text: str, language: str) -> Page:
    text = legible(text)
    found = paragraphs(text)
    text = in_one_line(text, found)
    return Page(text=text, paragraphs=found, tokens=Tokens(), quoted=pair_marks(text, found), language=language)


def bare(page: Page, name: RawName) -> RawName | None:
    """The name without the titles and articles of its language: M. Marc Dubreuil, l'OTAN; None for a mere office.

    English names are left to `trim`. An article in capitals within a sentence belongs to the name: Le Monde.
    """
    if page.language == "en":
        return name
    person = LABELS.get(name.label) == "person"
    start, articles = name.start, spoken(page.language, "grammar", "articles")
    worn = spoken(page.language, "people", "titles") | spoken(page.language, "people", "media")
    dress = articles | worn if person else articles
    while (match := _FIRST_WORD.match(page.text, start, name.end)) and match.end() < name.end:
        word = match.group(1)
        capital = not person and word[0].isupper() and not _BEGINS.search(page.text, max(0, start - 3), start)
        if word.lower().rstrip(".") not in dress or capital:
            break
        start = match.end()
    end = name.end
    while (last := page.text[start:end].rpartition(" "))[2].lower() in spoken(
        page.language, "grammar", "prepositions"
    ) and last[0]:
        end = start + len(last[0].rstrip())
    name = RawName(start, end, name.label)
    text = page.text[start : name.end].lower()
    head = text.partition(" ")[0]
    if text in spoken(page.language, "people", "media"):
        return RawName(start, name.end, "ORG")
    none = text in spoken(page.language, "grammar", "no_names") or head in (
        spoken(page.language, "grammar", "prepositions") if person else role_nouns(page.language)
    )
    return None if none else RawName(start, name.end, name.label)


def _pieces(pages: Sequence[Page], texts: Sequence[tuple[str, str | None]]) -> Iterator[tuple[str, _Place]]:
    for number, page in enumerate(pages):
        title = texts[number][1]
        if title:
            yield legible(title[:300]), (number, -1)
        for paragraph in page.paragraphs:
            for start, end in chunks(page.text, paragraph):
                yield page.text[start:end], (number, start)


def _full_names(doc: object) -> list[str]:
    text: str = doc.text  # type: ignore[attr-defined]
    found = []
    for ent in doc.ents:  # type: ignore[attr-defined]
        span = trim(text, ent.start_char, ent.end_char, "person") if LABELS.get(ent.label_) == "person" else None
        if span and " " in text[slice(*span)]:
            found.append(text[slice(*span)])
    return found
