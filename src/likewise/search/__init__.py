"""Queries: from words, a picture or an item to hits."""
