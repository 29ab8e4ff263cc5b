"""The command line's tests; a package, as the index has a `test_server.py` as well."""
