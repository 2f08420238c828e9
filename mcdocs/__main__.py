"""`python -m mcdocs` is `mcdocs`."""

from mcdocs.cli import main

main()
