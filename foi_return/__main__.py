"""Runs the command line: `python -m foi_return`."""

import sys

from foi_return.cli import main

if __name__ == "__main__":
    sys.exit(main())
