"""Fetching: pictures by URL, kept in a folder, from hosts that were allowed and nowhere else."""
