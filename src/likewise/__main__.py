"""`python -m likewise` is the command line."""

from likewise.cli.main import main

main()
