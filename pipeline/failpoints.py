"""The workshop's door to the failpoints. They live in the post room because landing has some, and it imports nothing of ours."""

from connectors.failpoints import KILLED, NAMES, VARIABLE, failpoint

__all__ = ["KILLED", "NAMES", "VARIABLE", "failpoint"]
