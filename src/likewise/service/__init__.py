"""The service: the API over HTTP."""
