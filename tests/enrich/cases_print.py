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
        "&ldquo;Nobody had noticed,&rdquo; Ruben Achebe said. &quot;It&#8217;s an old vault,&quot; said Ottilie Brandt.",
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

PRINT = [*STRAY, *UNSEEN, *WRAPPED]
