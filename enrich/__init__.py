"""Articles to entities and attributed quotes."""
