"""The tagger as an attributor: its statements in terms of the page, joined with what quotation marks alone tell.

The tagger is right more often than any rule about cues and sources, and about contents without marks. Marks, where they
stand, are exact: a content has the whole of a quotation or nothing of it; quotations that go on with one another are one
statement; and a quotation that the tagger has nothing to say of is left to the rules (enrich/direct.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from enrich.direct import DirectQuotes
from enrich.gaps import Taken
from enrich.marks import stray_marks
from enrich.other_senses import is_called_back
from enrich.page import Page
from enrich.passed_on import carries
from enrich.statements import is_title, last_sign
from enrich.steps import Attribution, Cue, CueKind, Source
from enrich.tagger.choice import Draft
from wire.messages import Span

#: What finds statements in a text without lone surrogates: `enrich.tagger.tagger.Tagger`.
Reader = Callable[[str, Sequence[Span]], list[Draft]]
_NAMES = ("NN", "PRP", "WP")
#: Words that alone are no statement, but tell that it stands elsewhere.
_POINTERS = frozenset({"this", "that", "it", "so", "which", "what", "these", "those", "them", "such"})


@dataclass(frozen=True)
class TaggerQuotes:
    """The attributor of what the tagger finds, and of quotations that it does not find."""

    read: Reader
    direct: DirectQuotes

    def __call__(self, page: Page, found: Sequence[Attribution]) -> list[Attribution]:
        """See Attributor."""
        drafts = self.read(_without_stray_marks(page), page.paragraphs)
        taken = Taken(found)
        said = (draft for draft in drafts if not taken.holds(draft.content) and _is_statement(page, draft.content))
        tagged = [_attribution(page, draft) for draft in said]
        tagged = [one for one in tagged if not is_called_back(page, one.cue, one.content)]
        quoted = self.direct(page, found)
        return [*_linked(page, with_quotations(tagged, quoted)), *_passed_on(page, tagged, quoted)]


def _without_stray_marks(page: Page) -> str:
    """The text as long as it is, with spaces for the quotation marks that would turn what follows them inside out."""
    parts, at = [], 0
    for start, end in stray_marks(page.text, page.paragraphs, page.quoted):
        parts += [page.text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, page.text[at:]])


def with_quotations(tagged: Sequence[Attribution], quoted: Sequence[Attribution]) -> list[Attribution]:
    """What the tagger found, with those parts of quotations that it left out; then the quotations it has nothing of."""
    result = list(tagged)
    taken = Taken(tagged)
    for statement in quoted:
        free = tuple(span for span in statement.content if not taken.holds((span,)))
        owners = [number for span in statement.content if span not in free for _, number in taken.near(span)]
        if not owners and free:
            result.append(statement)
        elif free:
            result[owners[-1]] = _grown(result[owners[-1]], free)
    return result


def _linked(page: Page, statements: Sequence[Attribution]) -> list[Attribution]:
    """The statements, those made one that hold a quotation which goes on over a paragraph break: each opens, one closes."""
    result, taken = list(statements), Taken(statements)
    owner: int | None = None
    for item in page.outermost:
        mine = next((number for _, number in taken.near(item.outer)), None)
        own = owner is not None and result[owner].cue is not None and last_sign(page, item) == ","  # , he said
        if item.continues and owner is not None and mine is not None and owner != mine and not own:
            owner, other = (owner, mine) if result[owner].cue is not None else (mine, owner)
            result[owner] = _grown(result[owner], result[other].content)
            result[other] = replace(result[other], content=())
        else:
            owner = mine
    return [statement for statement in result if statement.content]


def _passed_on(page: Page, tagged: Sequence[Attribution], quoted: Sequence[Attribution]) -> list[Attribution]:
    """The quotations with a cue of their own in statements that only pass them on: | "...," she said |, Reuters reports."""
    taken = Taken([one for one in tagged if carries(page, one)])
    return [one for one in quoted if one.cue is not None and one.source is not None and taken.holds(one.cue.spans)]


def _grown(attribution: Attribution, more: Sequence[Span]) -> Attribution:
    return replace(attribution, content=tuple(sorted({*attribution.content, *more})))


def _is_statement(page: Page, content: Sequence[Span]) -> bool:
    """Not a mere title in quotation marks, nor a word that tells that the statement stands elsewhere."""
    (start, end), *others = content
    titles = any(
        item.outer[0] <= start and end <= item.outer[1] and is_title(page, item) for item in page.outermost_in((start, end))
    )
    return bool(others) or not (titles or page.text[start:end].lower() in _POINTERS)


def _attribution(page: Page, draft: Draft) -> Attribution:
    rule = "tagger" if draft.step == "model" else f"tagger-{draft.step}"
    source = _source(page, draft.source) if draft.source else None
    content = tuple(sorted(draft.content))
    return Attribution(content=content, cue=_cue(page, draft.cue), source=source, rule=rule, confidence=draft.confidence)


def _cue(page: Page, span: Span) -> Cue:
    """The cue with its verb, else its noun, else its first word."""
    tokens = range(*page.token_range(span))
    kinds: tuple[tuple[str, CueKind], ...] = (("VB", "verb"), ("NN", "noun"))
    for tag, kind in kinds:
        found = [token for token in tokens if page.tokens.tags[token].startswith(tag)]
        if found:
            return Cue(spans=(span,), token=found[-1], kind=kind)
    return Cue(spans=(span,), token=tokens[0] if tokens else -1, kind="phrase")


def _source(page: Page, span: Span) -> Source:
    """The source with the noun that the rest of it hangs on."""
    first, last = page.token_range(span)
    outside = [token for token in range(first, last) if _hangs_outside(page.tokens.heads[token], token, first, last)]
    nouns = [token for token in outside if page.tokens.tags[token].startswith(_NAMES)]
    return Source(span=span, token=next(iter(nouns or outside), -1))


def _hangs_outside(head: int, token: int, first: int, last: int) -> bool:
    return head == token or not first <= head < last
