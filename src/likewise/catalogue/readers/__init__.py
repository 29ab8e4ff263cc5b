"""Readers: one file a format, each turning a source into rows and reporting bad ones by line."""
