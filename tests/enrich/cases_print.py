"""What print, typing and careless copying do to quotation marks and lines: more cases of the specification (see cases.py)."""

from __future__ import annotations

from tests.enrich.cases import Case, said

STRAY = [
    Case(
        "a mark that is never closed stands apart from a quotation behind it",
        'Ottilie Brandt called it "a mess and went home. The vault was empty. "Nobody had noticed," said Ruben Achebe.',
        (said("Nobody had noticed,", "Ruben Achebe", "direct"),),
    ),
    Case(
        "a lone mark between two quotations",
        '"Nobody had noticed," said Ruben Achebe. " The vault is old. "We shall mend it," said Ottilie Brandt.',
        (
            said("Nobody had noticed,", "Ruben Achebe", "direct"),
            said("We shall mend it,", "Ottilie Brandt", "direct"),
        ),
        only=True,
    ),
    Case(
        "marks typed twice",
        '""Nobody had noticed,"" said Ruben Achebe.',
        (said("Nobody had noticed,", "Ruben Achebe", "direct"),),
    ),
    Case(
        "feet and inches within a quotation",
        '"I am 6\'2" and the door is 5\'11"," said Ruben Achebe.',
        (said("I am 6'2\" and the door is 5'11\",", "Ruben Achebe", "direct"),),
    ),
    Case(
        "inches behind a number within a quotation",
        '"The key was 12" long," said Ruben Achebe. "It is 9" now."',
        (said('The key was 12" long, It is 9" now.', "Ruben Achebe", "direct"),),
        only=True,
    ),
    Case(
        "apostrophes of a short and within single marks",
        "'It was rock 'n' roll, and we're 'ere to stay,' said Ruben Achebe.",
        (said("It was rock 'n' roll, and we're 'ere to stay,", "Ruben Achebe", "direct"),),
    ),
    Case(
        "double primes for marks",
        "″Nobody had noticed,″ Ruben Achebe said.",
        (said("Nobody had noticed,", "Ruben Achebe", "direct"),),
    ),
]

UNSEEN = [
    Case(
        "spaces that do not break",
        "“Nobody\u00a0had noticed,”\u00a0Ruben\u00a0Achebe\u00a0said.",
        (said("Nobody\u00a0had noticed,", "Ruben Achebe", "direct"),),
    ),
    Case(
        "spaces of no width beside the marks",
        "\ufeff“\u200bNobody had noticed,\u200b” Ruben Achebe said.",
        (said("Nobody had noticed,", "Ruben Achebe", "direct"),),
    ),
    Case(
        "marks as HTML names them",
        "&ldquo;Nobody had noticed,&rdquo; Ruben Achebe said. &amp;quot;It&#8217;s an old vault,&amp;quot; said Ottilie Brandt.",
        (
            said("Nobody had noticed,", "Ruben Achebe", "direct"),
            said("It&#8217;s an old vault,", "Ottilie Brandt", "direct"),
        ),
        only=True,
    ),
]

WRAPPED = [
    Case(
        "lines broken by hand",
        "The inspectors came on Monday. “The vault was empty when we\nopened it, and nobody in the whole of the house had\n"
        "noticed,” Ruben Achebe said, “or so they\ntold us.”\n\nThe house is old.",
        (
            said(
                "The vault was empty when we opened it, and nobody in the whole of the house had noticed, or so they told us.",
                "Ruben Achebe",
                "direct",
            ),
        ),
        only=True,
    ),
    Case(
        "a broken line that ends where a sentence does",
        "Ruben Achebe said that the vault had been empty for\nyears. “Nobody in the whole of the house had noticed.\n"
        "Nobody will notice now,” he told the inspectors, who\nlaughed.",
        (said("Nobody in the whole of the house had noticed. Nobody will notice now,", "Ruben Achebe", "direct"),),
    ),
]

SET = [
    Case(
        "every paragraph opens, the cue in the first",
        "Ottilie Brandt wrote: “Dear neighbours.\n“The vault was empty.\n“Nobody had noticed.” She signed it twice.",
        (said("Dear neighbours. The vault was empty. Nobody had noticed.", "Ottilie Brandt"),),
        only=True,
    ),
    Case(
        "every paragraph opens, short ones too",
        "The locksmith, Ottilie Brandt, disagreed. “It was empty.\n“Nobody died.\n“What more do you want?”\nThe inspectors left.",
        (said("It was empty. Nobody died. What more do you want?", "Ottilie Brandt", "direct"),),
        only=True,
    ),
    Case(
        "every paragraph opens, the cue in the last",
        "“The vault was empty.\n“Nobody had noticed,” Ottilie Brandt said.",
        (said("The vault was empty. Nobody had noticed,", "Ottilie Brandt", "direct"),),
        only=True,
    ),
    Case(
        "a mark that is never closed takes no quotation with a cue of its own from the next paragraph",
        'The rule says "no more.\n"The vault was empty," Ottilie Brandt said.',
        (said("The vault was empty,", "Ottilie Brandt", "direct"),),
    ),
    Case(
        "stars around the marks",
        "**“The vault was empty,”** Ottilie Brandt said.",
        (said("The vault was empty,", "Ottilie Brandt", "direct"),),
        only=True,
    ),
    Case(
        "dashes around the cue",
        "“The vault was empty” – Ottilie Brandt said – “and nobody had noticed.”",
        (said("The vault was empty and nobody had noticed.", "Ottilie Brandt", "direct"),),
        only=True,
    ),
    Case(
        "what follows in brackets is no cue",
        "The door bore the words “Out of order” (Ottilie Brandt said later that she had not seen them).",
        none=("The door bore the words “Out of order”",),
    ),
    Case(
        "signed in the next line",
        "“A vault is as good as its door.”\n— Ottilie Brandt, locksmith\nThe inspectors came on Monday.",
        (said("A vault is as good as its door.", "Ottilie Brandt", "direct", "direct.dash"),),
    ),
    Case(
        "signed with a title",
        "“A vault is as good as its door.” — Dr. Ottilie J. Brandt, locksmith",
        (said("A vault is as good as its door.", "Ottilie J. Brandt", "direct", "direct.dash"),),
    ),
    Case(
        "a post with its handle and date",
        "The vault is empty. Nobody noticed. Thank you all.\n— Ottilie Brandt (@obrandt) March 3, 2026\nThe inspectors came on Monday.",
        (said("The vault is empty. Nobody noticed. Thank you all.", "Ottilie Brandt", "direct", "direct.dash"),),
    ),
    Case(
        "a letter behind a colon, without a mark",
        "On Friday Ottilie Brandt wrote to the inspectors:\nThe vault was empty. We have nothing to add.\nThe inspectors laughed.",
        (said("The vault was empty. We have nothing to add.", "Ottilie Brandt", "direct", "direct.block"),),
        only=True,
    ),
    Case(
        "block quote of two paragraphs behind a colon",
        "On Friday Ottilie Brandt told the inspectors:\n> The vault was empty.\n> We have nothing to add.\nThe inspectors laughed.",
        (said("The vault was empty. We have nothing to add.", "Ottilie Brandt", "direct", "direct.block"),),
    ),
    Case(
        "a list of quotations behind a colon",
        "Ottilie Brandt said:\n- “The vault was empty.”\n- “Nobody had noticed it.”\nThe inspectors laughed.",
        (
            said("The vault was empty.", "Ottilie Brandt", "direct", "direct.cue-before"),
            said("Nobody had noticed it.", "Ottilie Brandt", "direct", "direct.chain"),
        ),
        only=True,
    ),
    Case(
        "questions and answers by letters",
        "Ottilie Brandt has made locks for forty years.\nQ: When did you begin?\nA: In the spring of 1981.\n"
        "Q: Did you like it?\nA: Not at all.",
        (
            said("When did you begin?", None, rule="indirect.turn"),
            said("In the spring of 1981.", "Ottilie Brandt", rule="indirect.turn"),
            said("Did you like it?", None, rule="indirect.turn"),
            said("Not at all.", "Ottilie Brandt", rule="indirect.turn"),
        ),
    ),
    Case(
        "questions and answers by letters and stops",
        "Ottilie Brandt has made locks for forty years.\nQ. When did you begin?\nA. In the spring of 1981.\n"
        "Q. Did you like it?\nA. Not at all.",
        (said("In the spring of 1981.", "Ottilie Brandt"), said("Not at all.", "Ottilie Brandt")),
    ),
    Case(
        "initials are no letters of questions and answers",
        "A. Brandt won the race in two hours.\nA. Brandt has made locks for forty years.\nA. Brandt came home on Monday.",
        none=("Brandt won the race in two hours.", "Brandt has made locks for forty years.", "Brandt came home on Monday."),
    ),
    Case(
        "interview in bold letters, with roles",
        "**Courier:** When did you begin?\n**Ottilie Brandt (locksmith):** In the spring of 1981.\n**Courier:** Did you like it?\n"
        "**Ottilie Brandt (locksmith):** Not at all.",
        (said("In the spring of 1981.", "Ottilie Brandt"), said("Did you like it?", "Courier")),
    ),
    Case(
        "the hour before a quotation",
        "10:15 The vault opens.\n10:20 “It is early today,” says Ottilie Brandt.",
        (said("It is early today,", "Ottilie Brandt", "direct"),),
    ),
    Case(
        "of two who may answer, neither",
        "Ottilie Brandt and Ruben Achebe have made locks for forty years.\nQ: When did you begin?\nA: In the spring of 1981.\n"
        "Q: Did you like it?\nA: Not at all.",
        (said("Not at all.", None, rule="indirect.turn"),),
    ),
    Case(
        "scores are no interview",
        "Brandt: 7\nAchebe: 8\nBrandt: 9\nAchebe: 6\n“I had slept badly,” said Ruben Achebe.",
        (said("I had slept badly,", "Ruben Achebe", "direct"),),
        none=("7", "8", "9", "6"),
    ),
    Case(
        "what a list of titles holds was not written as a letter",
        "Ottilie Brandt wrote three books:\nThe Vault\nThe Key\nThe Door",
        none=("The Vault",),
    ),
    Case(
        "facts of a box are no interview",
        "Date: Monday\nPlace: Town hall\nPrice: 12 crowns\n“The hall was full,” said Ottilie Brandt.",
        (said("The hall was full,", "Ottilie Brandt", "direct"),),
        none=("Monday", "Town hall", "12 crowns"),
    ),
]

HEADLINES = [
    Case(
        "a headline that tells no speaker behind its colon",
        "‘The keys are too heavy for us’: inspectors at war\nThe inspectors met the locksmith on Monday.",
        (said("The keys are too heavy for us", None, "direct", "direct.headline"),),
        only=True,
    ),
]

NICKNAMES = [
    Case(
        "a nickname in marks is no part of the name",
        "The leader of the union, Ruben “Anchor” Achebe, said that it was late. “I had slept badly,” Achebe said.",
        (said("that it was late", "Ruben Achebe"), said("I had slept badly,", "Ruben Achebe", "direct")),
        none=("Anchor",),
    ),
    Case(
        "a title of a work before a name is no nickname",
        "In “The Vault” Ruben Achebe sings. “I had slept badly,” Achebe said.",
        (said("I had slept badly,", "Ruben Achebe", "direct"),),
        none=("The Vault",),
    ),
]

DIALOGUES = [
    Case(
        "in a dialogue two take turns, short answers too",
        "Ruben Achebe took the stand.\n“Did you see the vault?” asked the lawyer, Helena Vasko.\n“I built it.”\n"
        "“Did anybody open it?”\n“No,” he said.",
        (
            said("I built it.", "Ruben Achebe", "direct", "direct.dialogue"),
            said("Did anybody open it?", "Helena Vasko", "direct", "direct.chain"),
            said("No,", "Ruben Achebe"),
        ),
    ),
    Case(
        "who asks is not who answers in the next paragraph",
        "“Why was it empty?” asked Ottilie Brandt.\n“Because nobody had filled it.”",
        (said("Because nobody had filled it.", None, "direct", "direct.chain"),),
    ),
    Case(
        "without a question a speaker goes on",
        "“It was empty,” said Ottilie Brandt.\n“Nobody had filled it yet.”\n“We shall fill it on Monday.”",
        (
            said("Nobody had filled it yet.", "Ottilie Brandt", "direct", "direct.chain"),
            said("We shall fill it on Monday.", "Ottilie Brandt", "direct", "direct.chain"),
        ),
    ),
]

PRINT = [*STRAY, *UNSEEN, *WRAPPED, *SET, *HEADLINES, *NICKNAMES, *DIALOGUES]
