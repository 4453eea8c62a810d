"""Property tests here give the same answer on every run and are never a matter of the machine's speed."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True, max_examples=40)
settings.load_profile("steady")
