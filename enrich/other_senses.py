"""Words of saying that here mean something else: Varesia recalled its ambassador. English; pure."""

from __future__ import annotations

from collections.abc import Sequence

from enrich.page import Page
from enrich.roles import role_nouns
from enrich.steps import Cue
from enrich.wordlists import words
from wire.messages import Span

_RECALLS = frozenset({"recall", "recalls", "recalled", "recalling"})
_TELLS = ("VBD", "VBZ", "VBP", "VBG", "MD", "WRB", "WP")


def is_called_back(page: Page, cue: Cue | None, content: Sequence[Span]) -> bool:
    """Whether what is recalled is a person or a thing called back, and no memory: no clause, no quotation."""
    tokens = page.tokens
    if cue is None or cue.token < 0 or tokens.lower[cue.token] not in _RECALLS or len(content) > 1:
        return False
    first, last = page.token_range(content[0])
    if page.outermost_in(content[0]) or any(tokens.tags[at].startswith(_TELLS) for at in range(first, last)):
        return False
    noun = next((at for at in range(first, last) if _is_head(page, at, first, last)), -1)
    return noun >= 0 and (tokens.lower[noun] in role_nouns() or tokens.lower[noun] in words("roles_en", "lists.called_back"))


def _is_head(page: Page, token: int, first: int, last: int) -> bool:
    """Whether a noun is what the rest of the content hangs on."""
    head = page.tokens.heads[token]
    return page.tokens.tags[token].startswith("N") and (head == token or not first <= head < last)
