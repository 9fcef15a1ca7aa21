import sys
from pathlib import Path

# The harness and its source are programs as well as modules: they lie beside the tests, not in a package.
sys.path.insert(0, str(Path(__file__).parent))
