"""The fields of the tantivy indexes, and documents filled into them. Nothing is stored there but numbers.

`n` is the article's number in the record and `position` the quote's place in it: with both a hit is looked up in the record.
`seq` is the change of the record that the document came from.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

import tantivy

from index.analysis import analysis_stamp
from index.documents import KEYWORDS, STEMS, TERMS, IndexDocument
from index.store import FACETS

#: Grows whenever the fields change: an index with another stamp is rebuilt.
_SCHEMA_VERSION = 1

#: Name of the tokenizer that splits at spaces: our analysis has done the rest.
_TOKENIZER = "spaces"

#: Whole numbers every document has.
_NUMBERS = ("n", "position", "seq", "newest", "oldest", "published")


@cache
def schema() -> tantivy.Schema:
    """The fields of articles and of quotes alike; a field that one of them lacks is empty there."""
    builder = tantivy.SchemaBuilder()
    for field in TERMS:
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="position")
    for field in STEMS:
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="freq")
    for field in KEYWORDS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=field in FACETS)
    for field in _NUMBERS:
        builder.add_integer_field(field, indexed=True, fast=True)
    return builder.build()


def register_tokenizer(index: tantivy.Index) -> None:
    """Must be done for every index opened or made."""
    index.register_tokenizer(_TOKENIZER, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


def tantivy_document(document: IndexDocument, *, n: int, seq: int) -> tantivy.Document:
    """A document as tantivy takes it."""
    made = tantivy.Document()
    for field, text in (*document.terms.items(), *document.stems.items()):
        made.add_text(field, text)
    for field, values in document.keywords.items():
        for value in values:
            made.add_text(field, value)
    numbers = {"n": n, "position": document.position, "seq": seq, "newest": document.newest, "oldest": document.oldest}
    for field, number in numbers.items():
        made.add_integer(field, number)
    if document.published is not None:
        made.add_integer("published", document.published)
    return made


def index_stamp() -> str:
    """Names all that decides what an index holds; an index made under another stamp is rebuilt."""
    return f"schema {_SCHEMA_VERSION}, tantivy {version('tantivy')}, {analysis_stamp()}"
