"""Filters: conditions on fields, how they are written, and what they mean."""
