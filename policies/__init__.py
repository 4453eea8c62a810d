"""The shipped policy files; installed as escalate.policies, so it has to be a package."""
