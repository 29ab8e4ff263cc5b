"""A Redis that commands are run on: one's own, or a server."""
