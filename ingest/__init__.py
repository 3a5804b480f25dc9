"""Feeds to articles."""
