"""Rows: where items come from, what their columns mean, how their pictures are opened."""
