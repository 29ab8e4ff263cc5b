"""Pictures opened in child processes."""
