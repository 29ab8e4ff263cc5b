"""Documents in Redis, searched by its search module."""
