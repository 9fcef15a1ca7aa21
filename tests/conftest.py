"""What all tests share."""

from hypothesis import settings

# The first example of a process may load a gazetteer or a date parser: a deadline would tell of that and of the machine's load.
settings.register_profile("newsbeam", deadline=None)
settings.load_profile("newsbeam")
