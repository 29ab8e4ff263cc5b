"""Likewise: semantic search on Redis, by words, by picture and by likeness."""
