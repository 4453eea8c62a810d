"""A paper as one page of HTML that stands alone: no script, nothing fetched, and it prints on A4 as it reads.

Only the template makes elements: every text is escaped by Jinja, gaps are marked after that.
"""

from markupsafe import Markup, escape

from escalate.papers.runs import shares
from escalate.papers.templates import templates
from escalate.render.safe import safe_value
from escalate.usecases.paper import GAP, Paper


def made(paper: Paper) -> bytes:
    """The paper as an HTML file (UTF-8)."""
    pages = templates()
    pages.filters["marked"] = _marked
    pages.filters["kind"] = lambda block: type(block).__name__
    pages.filters["shares"] = shares
    return pages.get_template("page.html").render(paper=safe_value(paper)).encode()


def _marked(text: str) -> Markup:
    escaped = escape(text)  # changes nothing that makes a gap
    return Markup(GAP.sub(lambda gap: f"<mark>{gap[0]}</mark>", escaped))  # noqa: S704
