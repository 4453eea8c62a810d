"""The templates of the pages: every text in them is escaped, and what they name must be there."""

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates() -> Environment:
    """The templates beside this module; only they make elements."""
    loader = PackageLoader("escalate", "papers")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
