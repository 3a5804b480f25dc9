"""The fields of the tantivy indexes, and documents filled into them. Nothing is stored there but numbers.

`n` is the article's number in the record and `position` the quote's place in it: with both a hit is looked up in the record.
`seq` is the change of the record that the document came from.

Facets are counted by number (`facet_id`), which is several times as fast as by value: what a number stands for is read from
the terms of `FACET_VALUES`, each a number and its value.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version

import tantivy

from index.analysis import analysis_stamp
from index.documents import STEMS, TERMS, IndexDocument
from index.store import FACETS

#: Grows whenever the fields change: an index with another stamp is rebuilt.
_SCHEMA_VERSION = 2

#: Name of the tokenizer that splits at spaces: our analysis has done the rest.
_TOKENIZER = "spaces"

#: Whole values that a query can ask for.
_FILTERS = ("kind", "lang")

#: Whole numbers every document has.
_NUMBERS = ("n", "position", "seq", "newest", "oldest", "published")

#: Field whose terms tell what the numbers of facet values stand for.
FACET_VALUES = "facet_values"

#: Bits of such a number: as many as a float holds exactly, since tantivy takes the bounds of ranges as floats. Of a million
#: values two have the same number with a chance of 1 in 9,000, and that matters only where they are the most frequent.
_ID_BITS = 52


@cache
def schema() -> tantivy.Schema:
    """The fields of articles and of quotes alike; a field that one of them lacks is empty there."""
    builder = tantivy.SchemaBuilder()
    for field in TERMS:
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="position")
    for field in STEMS:
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="freq")
    for field in (*_FILTERS, FACET_VALUES):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in FACETS:
        builder.add_integer_field(facet_field(field), indexed=True, fast=True)
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
    for field in _FILTERS:
        for value in document.keywords.get(field, ()):
            made.add_text(field, value)
    for field in FACETS:
        for value in document.keywords.get(field, ()):
            made.add_integer(facet_field(field), facet_id(value))
            made.add_text(FACET_VALUES, _facet_term(value))
    numbers = {"n": n, "position": document.position, "seq": seq, "newest": document.newest, "oldest": document.oldest}
    for field, number in numbers.items():
        made.add_integer(field, number)
    if document.published is not None:
        made.add_integer("published", document.published)
    return made


def facet_field(name: str) -> str:
    """The field that holds the numbers of a facet's values."""
    return f"{name}_ids"


def facet_id(value: str) -> int:
    """The number of a facet value: not negative, the same wherever it is computed."""
    return int.from_bytes(hashlib.blake2b(value.encode(), digest_size=8).digest(), "big") >> (64 - _ID_BITS)


def facet_prefix(number: int) -> str:
    """What the term of `FACET_VALUES` that tells a number's value begins with."""
    return f"{number:0{_ID_BITS // 4}x}"


def _facet_term(value: str) -> str:
    return facet_prefix(facet_id(value)) + value


def index_stamp() -> str:
    """Names all that decides what an index holds; an index made under another stamp is rebuilt."""
    return f"schema {_SCHEMA_VERSION}, tantivy {version('tantivy')}, {analysis_stamp()}"
