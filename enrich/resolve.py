"""Who the sources are, decided over the whole document. Every answer says how it was reached; unknown beats a guess.

a name in the source          -> named       Rutte, Wyoming GOP chairman Matt Micheli
a role joined to a name       -> role        the Alliance secretary general, the official
he, she, it, they             -> pronoun     the nearest that fits
nothing, after a statement    -> previous    a quotation that goes on
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from enrich.antecedents import sentences_before, subject_in
from enrich.apposition import name_beside
from enrich.bodies import body_named, main_body, told_apart
from enrich.cast import Cast, Person, make_cast
from enrich.epithets import epithet_meant
from enrich.made_speakers import again, as_person, phrase_of, replaced, signed, unknown
from enrich.names import peoples
from enrich.newcomers import bearer
from enrich.page import Page
from enrich.printed import as_printed, surname_of
from enrich.pronouns import Trail, gender_of, gender_told, is_same, names_fitting, person_meant
from enrich.relatives import antecedent_of, is_human, is_relative
from enrich.role_lookup import holds_none, person_in_role
from enrich.roles import Role, role_of
from enrich.sources import source_at
from enrich.steps import Attribution, Source
from enrich.wordlists import spoken
from wire.messages import Entity, EntityLabel, Mention, Span, Speaker, SpeakerType

#: What names of each label are as speakers. A place speaks for its government; an event or a product does not speak.
_TYPES: Final[dict[EntityLabel, SpeakerType]] = {
    "person": "person", "organisation": "organisation", "place": "organisation", "facility": "organisation",
    "group": "group", "work": "document", "law": "document", "product": "unknown", "event": "unknown", "other": "unknown",
}  # fmt: skip
#: What ends a role in the words of a source.
_ROLE_ENDS: Final = frozenset({",", "who", "which", "that", "(", "qui", "dont"})
#: Statements before one that are searched for the one that it stands in.
_AROUND: Final = 20
#: Sentences looked back over for what he or she means besides persons.
_NEAR: Final = 2


@dataclass(frozen=True)
class DocumentResolver:
    """Resolves the sources of a document in order, so that each may refer to those before it."""

    def __call__(self, page: Page, entities: Sequence[Entity], attributions: Sequence[Attribution]) -> list[Speaker]:
        """See Resolver."""
        reading = _Reading(page, make_cast(page, entities), Trail())
        if spoken(page.language, "grammar", "noun_first"):
            reading.introduce()
        return [reading.speaker(attribution) for attribution in attributions]


@dataclass
class _Reading:
    """One pass over the sources of a document."""

    page: Page
    cast: Cast
    trail: Trail
    said: list[tuple[tuple[Span, ...], Speaker]] = field(default_factory=list)  #: contents so far, and whose they are
    content: tuple[Span, ...] = ()  #: of the statement whose speaker is looked for

    def introduce(self) -> None:
        """Give those their roles who are called by them in a sentence of their own: Ada Obi sourit. La maire de Brest ..."""
        for sentence in range(len(self.page.tokens.sentences)):
            subject = subject_in(self.page, sentence)
            if subject is not None:
                source = source_at(self.page, subject)
                self._by_role(source, subject, Mention(text=self.page.text[slice(*source.span)], spans=(source.span,)))

    def speaker(self, attribution: Attribution) -> Speaker:
        source = attribution.source
        if source is None:
            return unknown(None)
        token = source.token if source.token >= 0 else self.page.token_at(source.span[1] - 1)
        self.content = attribution.content
        speaker = self._resolve(source, self._titled(source, token))
        if attribution.cue is not None and attribution.cue.kind == "layout" and speaker.type == "unknown":
            speaker = signed(speaker)
        if attribution.continues and speaker.name is not None:
            speaker = replaced(speaker, "previous")
        self.trail.add(self.page.tokens.sents[token], token, speaker)
        self.said.append((attribution.content, speaker))
        return speaker

    def _titled(self, source: Source, token: int) -> int:
        """The name behind a mere title that the parse takes for the head: M. | Lacroix."""
        tokens = self.page.tokens
        title = self._is("people", "titles", tokens.lower[token].rstrip(".")) and token + 1 < len(tokens)
        named = title and tokens.starts[token + 1] < source.span[1] and tokens.tags[token + 1] == "NNP"
        return token + 1 if named else token

    def _resolve(self, source: Source, token: int) -> Speaker:
        mention = Mention(text=self.page.text[slice(*source.span)], spans=(source.span,))
        word = self.page.tokens.lower[token]
        if gender_of(self.page.language, word):
            return self._he_or_she(token, mention)
        if self._is("grammar", "pronouns.they", word):
            return self._earlier(token, mention, "group", "organisation")
        if self._is("grammar", "pronouns.it", word):
            return self._earlier(token, mention, "organisation", "document")
        if self._is("grammar", "pronouns.i", word):
            return self._self(token, mention)
        if is_relative(self.page, token):
            return self._relative(token, mention)
        return self._described(source, token, mention)

    def _described(self, source: Source, token: int, mention: Mention) -> Speaker:
        """Whom a name, a role or a common noun stands for."""
        named = self._named(source, token, mention)
        return named or self._by_role(source, token, mention) or self._common(source, token, mention)

    def _he_or_she(self, token: int, mention: Mention) -> Speaker:
        """Whom he or she means, within marks never who says so; besides persons what has that gender, in languages of such."""
        outer = self._around(token) if self.page.quoted_tokens[token] >= 0 else None
        meant = self._last_of_gender(token, outer) if self._is("grammar", "articles_he", "le") else None
        person = person_meant(self.page, self.cast, self.trail, token, but=outer, content=self.content)
        if meant is not None and (
            person is None or meant.type == "person" or gender_told(self.page.language, self.cast, meant)
        ):
            return again(self.page, meant, mention)
        if meant is not None and meant.type == "unnamed":
            return unknown(mention)  # l'entraîneur des avants, or the last one named
        return as_person(person, "pronoun", mention) if person else unknown(mention)

    def _last_of_gender(self, token: int, outer: Speaker | None) -> Speaker | None:
        """The last speaker or subject, named or not, whose gender is not another than that of a pronoun."""
        language = self.page.language
        gender = gender_of(language, self.page.tokens.lower[token])
        before = sentences_before(self.page, token, furthest=_NEAR, paragraph_only=outer is not None)
        for sentence in before:
            for s in self._in_sentence(sentence, token, by_role=True):
                fits = s.type not in ("unknown", "group") and gender_told(language, self.cast, s) in (gender, None)
                if fits and (outer is None or not is_same(s, outer)):
                    return s
            if names_fitting(self.page, self.cast, self.trail, sentence, token):
                return None  # a person is nearer
        return None

    def _around(self, token: int) -> Speaker | None:
        """Who says the words that a token stands in."""
        at = self.page.tokens.starts[token]
        around = (s for spans, s in reversed(self.said[-_AROUND:]) if any(start <= at < end for start, end in spans))
        return next(around, None)

    def _self(self, token: int, mention: Mention) -> Speaker:
        """Whom I means in another's words: who says these."""
        speaker = self._around(token)
        named = speaker is not None and speaker.type == "person"
        return replaced(speaker, "pronoun", mention) if named and speaker is not None else unknown(mention)

    def _relative(self, token: int, mention: Mention) -> Speaker:
        """Whom the words before who or which stand for."""
        meant = antecedent_of(self.page, self.cast, token)
        if meant is None:
            return unknown(mention)
        words = Mention(text=self.page.text[slice(*meant.span)], spans=(meant.span,))
        speaker = self._described(meant, meant.token, words)
        if speaker.type != "unknown":
            return again(self.page, speaker, mention)
        if not is_human(self.page, token, meant.token):
            return unknown(mention)
        role = phrase_of(self.page, meant, meant.token)
        return Speaker(name=None, type="unnamed", role=role, resolved_by="none", mention=mention)

    def _is(self, name: str, key: str, word: str) -> bool:
        """Whether a word is in a list of the language."""
        return word in spoken(self.page.language, name, key)

    def _earlier(self, token: int, mention: Mention, *types: str) -> Speaker:
        """The last speaker, or subject of a sentence, of these types in the same paragraph: what it, they or a noun mean."""
        for sentence in sentences_before(self.page, token):
            spoke = next((s for s in self._in_sentence(sentence, token) if s.type in types), None)
            if spoke is not None:
                return again(self.page, spoke, mention)
        return unknown(mention)

    def _in_sentence(self, sentence: int, token: int, *, by_role: bool = False) -> Iterator[Speaker]:
        """The speakers in a sentence before a token, the last first, and its subject; `by_role`: also one told by his role."""
        yield from (speaker for at, speaker in self.trail.in_sentence(sentence) if at < token)
        subject = subject_in(self.page, sentence)
        if subject is not None and subject < token:
            source = source_at(self.page, subject)
            words = Mention(text=self.page.text[slice(*source.span)], spans=(source.span,))
            named = self._named(source, subject, words) or (self._by_role(source, subject, words) if by_role else None)
            yield named or self._common(source, subject, words)

    def _named(self, source: Source, token: int, mention: Mention) -> Speaker | None:
        """The name that the head of the source belongs to, or that stands beside a role in it."""
        tokens = self.page.tokens
        entity = self.cast.named_at(tokens.starts[token])
        if entity is None and tokens.tags[token] not in ("NNS", "NNPS"):
            entity = name_beside(self.page, self.cast, source, token) or surname_of(self.page, self.cast, token)
        if entity is None or (entity.label == "group" and tokens.tags[token] == "JJ"):
            return None
        person = self.cast.person(entity) or self._bears(source, token)
        if person is not None:
            return as_person(person, "named", mention)
        if entity.label == "group":
            meant = self._epithet(source, token)
            if meant is not None:
                return as_person(meant, "role", mention)
            if tokens.tags[token] in ("NN", "NNP") and tokens.lower[token] in peoples():
                return None  # the Pole
        kind = _TYPES[entity.label]
        identity = entity.id if kind != "unknown" else None
        return Speaker(name=entity.name, type=kind, entity_id=identity, resolved_by="named", mention=mention)

    def _bears(self, source: Source, token: int) -> Person | None:
        """The person named right behind what he belongs to: the Green | Ada Obi."""
        tokens = self.page.tokens
        behind = token + 1 < len(tokens) and tokens.starts[token + 1] < source.span[1] and tokens.tags[token] == "NNP"
        entity = self.cast.named_at(tokens.starts[token + 1]) if behind else None
        return self.cast.person(entity) if entity is not None else None

    def _by_role(self, source: Source, token: int, mention: Mention) -> Speaker | None:
        """Who holds the role, if anybody is known to; else an unnamed person in it."""
        role = self._role(source, token)
        if role is None:
            return None
        first, _ = self.page.token_range(source.span)
        definite = not self._is("grammar", "indefinite_articles", self.page.tokens.lower[first])
        if definite and not self._introduced_unnamed(self.page.tokens.lower[token]):
            person = person_in_role(role, self.cast, self.trail, self.page.tokens.starts[token], self.page.language)
            if person is None and holds_none(role, self.cast):
                person = bearer(self.page, self.cast, role, token)
                if person is not None and not self._contradicts(first, person):
                    person.roles.append(role)
            if person is None:
                person = self._epithet(source, token)
            if person is not None and not self._contradicts(first, person):
                return as_person(person, "role", mention)
        body = self._body(self.page.tokens.lower[token], mention)  # the operator may be a railway
        unnamed = Speaker(name=None, type="unnamed", role=role.text, resolved_by="none", mention=mention)
        return body if body.name is not None else unnamed

    def _epithet(self, source: Source, token: int) -> Person | None:
        """Whom an epithet means: never the one whose question is answered by these words."""
        person = epithet_meant(self.page, self.cast, source.span, token)
        if person is None or not self.said:
            return person
        spans, asker = self.said[-1]
        end = spans[-1][1]
        next_to = self.page.paragraph_of(self.page.tokens.starts[token]) == self.page.paragraph_of(end - 1) + 1
        asked = next_to and "?" in self.page.text[end - 2 : end] and asker.entity_id == person.entity.id
        return None if asked else person

    def _contradicts(self, article: int, person: Person) -> bool:
        """Whether an article tells that the person is another: le ministre, where the minister is a woman."""
        other = {"he": "she", "she": "he"}.get(person.gender or "")
        return other is not None and self._is("grammar", f"articles_{other}", self.page.tokens.lower[article])

    def _introduced_unnamed(self, word: str) -> bool:
        """Whether the last speaker but for pronouns was somebody unnamed called by the same word: "a senior official"."""
        latest = self.trail.latest("unnamed", "person")[:1]
        return bool(latest) and latest[0].type == "unnamed" and word in (latest[0].role or "").lower().split()

    def _role(self, source: Source, token: int) -> Role | None:
        """The role that a source in the singular is called by, up to a comma or relative."""
        tokens = self.page.tokens
        if tokens.tags[token] in ("NNS", "NNPS"):
            return None
        first, last = self.page.token_range(source.span)
        end = next((at for at in range(token + 1, last) if tokens.lower[at] in _ROLE_ENDS), last)
        role = role_of(tokens.words[first:end], self.page.text[slice(*self.page.chars(first, end))], self.page.language)
        return role if role is not None and tokens.lower[token] in role.heads else None

    def _common(self, source: Source, token: int, mention: Mention) -> Speaker:
        """What a common noun is: unnamed people, a group, a body, a document."""
        tokens = self.page.tokens
        word = tokens.lower[token]
        phrase = phrase_of(self.page, source, token)
        person = self._epithet(source, token)
        if person is not None:
            return as_person(person, "role", mention)
        if self._is("roles", "lists.unnamed", word) or self._is("grammar", "indefinite", word):
            return Speaker(name=None, type="unnamed", role=phrase, resolved_by="none", mention=mention)
        if self._is("roles", "lists.documents", word):
            return Speaker(name=None, type="document", resolved_by="none", mention=mention)
        if self._is("roles", "lists.bodies", word):
            return self._body(word, mention)
        if tokens.tags[token] in ("NNS", "NNPS"):
            return Speaker(name=None, type="group", role=phrase, resolved_by="none", mention=mention)
        return as_printed(self.page, source, token, mention) or unknown(mention)

    def _body(self, word: str, mention: Mention) -> Speaker:
        """The organisation that a common noun stands for, if one is clearly meant."""
        offset = mention.spans[0][0]
        first = self.page.token_at(offset)
        definite = self._is("grammar", "definite_articles", self.page.tokens.lower[first])
        plain = definite and self.page.text[self.page.tokens.ends[first] : mention.spans[0][1]].strip().lower() == word
        named = body_named(self.cast, word) if plain or mention.text.lower() == word else None
        if named is None and definite and self._is("roles", "lists.generic_bodies", word):
            meant = self._earlier(self.page.token_at(mention.spans[0][1] - 1), mention, "organisation") if plain else None
            if meant is not None and meant.name is not None:
                return replaced(meant, "role", mention)
            behind = mention.text.lower().partition(word)[2].lstrip()
            more = behind[:1].isalpha() and not (behind.startswith("of ") and word in ("maker", "manufacturer", "operator"))
            told = more or told_apart(self.page, self.cast, word, offset)  # the union | that represents them
            named = None if told else main_body(self.page, self.cast, offset)
        if named is None:
            return Speaker(name=None, type="organisation", resolved_by="none", mention=mention)
        return Speaker(name=named.name, type="organisation", entity_id=named.id, resolved_by="role", mention=mention)
