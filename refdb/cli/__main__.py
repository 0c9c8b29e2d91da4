"""``python -m refdb.cli``."""

from refdb.cli import main

main()
