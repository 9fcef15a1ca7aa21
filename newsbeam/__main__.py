"""`python -m newsbeam` is the command `newsbeam`."""

import sys

from newsbeam.pipeline.cli import main

if __name__ == "__main__":
    sys.exit(main())
