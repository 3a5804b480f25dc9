"""Enriched articles to search: stores, query language, API, pages."""
