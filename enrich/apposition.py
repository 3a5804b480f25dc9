"""The name beside what its bearer is: the energy minister, Tobias Adeyemi; one of them, the trader Helder NV. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from enrich.cast import Cast
from enrich.page import Page
from enrich.roles import role_nouns
from enrich.steps import Source
from enrich.wordlists import spoken, words
from wire.messages import Entity, Span

#: Words that are no part of a role in front of a name.
_BREAKS = frozenset({",", ";", ":", "(", "who", "which", "that", "—", "–"})
#: What a body is called by behind its name; the Norholm board or supplier is another.
_KINDS = frozenset({"group", "party", "movement", "newspaper", "magazine", "website", "charity", "militia"})
#: Tags of words that only a description of somebody else has before a name.
_FAR = frozenset({"IN", "TO", "VBD", "VBZ", "VBP", "VBG", "POS"})


def name_beside(page: Page, cast: Cast, source: Source, token: int) -> Entity | None:
    """The person named in apposition to the head of a source; else the organisation, if nobody is named there."""
    mentioned = cast.mentioned_in(source.span)
    persons = [(span, entity) for span, entity in mentioned if entity.label == "person"]
    if persons:
        return _only(page, persons, source, token) or _behind_comma(page, persons, source, token)
    bodies = [(span, entity) for span, entity in mentioned if entity.label == "organisation"]
    if not _may_be_body(page, token):
        return None
    return _next(page, bodies, token) or _behind_comma(page, bodies, source, token)


def _next(page: Page, named: Sequence[tuple[Span, Entity]], token: int) -> Entity | None:
    """The name right behind the head, which the parse takes for another noun: the news agency | OTA; the | Norholm | group."""
    before = page.tokens.lower[token] in _KINDS
    beside = ((page.token_range(span), entity) for span, entity in named)
    return next((entity for (first, last), entity in beside if first == token + 1 or (before and last == token)), None)


def _may_be_body(page: Page, token: int) -> bool:
    """Whether the word may stand for a company, as no report does: the contractor, Helder NV; one of them, Helder NV."""
    word = page.tokens.lower[token]
    lists = ("lists.bodies", "lists.indefinite_ones", "lists.nouns")
    return any(word in spoken(page.language, "roles", name) for name in lists) or word in words("names_en", "parties")


def _only(page: Page, persons: Sequence[tuple[Span, Entity]], source: Source, token: int) -> Entity | None:
    """The only person of the source whom the parse ties to its head; else its only one, where the name closes it."""
    tied = {entity.id: entity for span, entity in persons if _explains(page, page.token_range(span), token)}
    if tied:
        return next(iter(tied.values())) if len(tied) == 1 else None
    span, entity = persons[0]
    alone = len({entity.id for _, entity in persons}) == 1
    return entity if alone and _closes(page, source, *page.token_range(span)) else None


def _explains(page: Page, name: Span, token: int) -> bool:
    """Whether the tokens of a name are in apposition to a word."""
    tokens, (first, last) = page.tokens, name
    return any(tokens.heads[at] == token and tokens.deps[at] == "appos" for at in range(first, last))


def _closes(page: Page, source: Source, first: int, last: int) -> bool:
    """Whether the name ends the source behind a thing or a title: the head of the water board | Amara Mbeki."""
    tokens = page.tokens
    rest = page.text[tokens.ends[last - 1] : source.span[1]].strip()
    if (rest and not rest.startswith("(")) or not first or tokens.starts[first] <= source.span[0]:
        return False
    head = tokens.lower[source.token]
    if any(head in spoken(page.language, "roles", f"lists.{name}") for name in ("documents", "bodies")):
        return False  # a study in the journal | Ada Obi Review
    before = tokens.words[first - 1]
    office = range(page.token_at(source.span[0]), first)
    if before.lower() in role_nouns(page.language) and all(
        tokens.tags[at].startswith(("N", "J", "CC", "HYPH")) for at in office
    ):
        return True  # co-founder and CEO | Ada Obi
    if before.lower().rstrip(".") in words("people_en", "honorifics"):
        article = first > 2 and tokens.lower[first - 2] == "the"  # the spokesman the Rev. Ada Obi
        return first > 2 and tokens.tags[first - 2 - article].startswith("NN")  # the Speaker of the House | Rep. Ada Obi
    return tokens.tags[first - 1] in ("NN", "NNS") and before.islower() and before not in role_nouns(page.language)


def _behind_comma(page: Page, named: Sequence[tuple[Span, Entity]], source: Source, token: int) -> Entity | None:
    """The name that fills what stands behind the head's comma, but for a role before it: her ally, Senator | Ada Obi |, ..."""
    tokens = page.tokens
    _, end = page.token_range(source.span)
    comma = next((at for at in range(token + 1, end) if tokens.words[at] == ","), end)
    if any(tokens.tags[at].startswith("VB") for at in range(token + 1, comma)):
        return None
    stop = next((at for at in range(comma + 1, end) if tokens.lower[at] in _BREAKS), end)
    for span, entity in named:
        first, last = page.token_range(span)
        if comma < first and last == stop and not any(tokens.tags[at] in _FAR for at in range(comma + 1, first)):
            return entity
    return None
