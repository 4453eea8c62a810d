"""The stories that `escalate demo` tells, one for each shipped policy; installed, so it has to be a package."""
