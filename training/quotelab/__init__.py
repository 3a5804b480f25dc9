"""Trains the quote tagger of enrich/tagger from the PolNeAR corpus; see ../README.md."""
