"""The items that a query's legs find, as one list."""
