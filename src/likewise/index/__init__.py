"""Redis: what is stored, how it is searched, and the embedded server."""
