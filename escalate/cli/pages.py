"""Views as pages to look at: `report --html FILE`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escalate.domain.register import DisputeLine, DutyLine
    from escalate.usecases.report import Filters, ReportView
    from escalate.usecases.report_page import PageView


def of_report(
    view: "ReportView",
    filters: "Filters",
    lines: "Iterable[tuple[DisputeLine, DutyLine | None]]",
    file: str,
    *,
    replace: bool,
) -> "PageView":
    """Write the report's page, of the disputes in it and those lately resolved. Raises BadInput."""
    from escalate import runtime
    from escalate.papers import outfile, report_page
    from escalate.usecases import report_page as use

    office, moment = runtime.office(), view.as_of
    open_ones = {dispute.dispute for dispute, duty in lines if filters.pass_(dispute, duty)}
    resolved = [
        line.dispute
        for line in office.reader.resolved_since(moment - use.RESOLVED_FOR)
        if line.dispute not in open_ones and filters.pass_(line, None)
    ]
    told = {number: use.as_it_was(office.reader.entries(number), moment) for number in sorted(open_ones)}
    done = (use.as_it_was(office.reader.entries(number), moment) for number in resolved[: use.MOST_RESOLVED])
    page = use.page(view, [one for one in told.values() if one], [one for one in done if one and one.resolved])
    outfile.write(Path(file), report_page.made(page), replace=replace)
    counts = view.counts["disputes"], view.counts["late"]
    return use.PageView(Path(file).name, *counts, view.receipt, view.scripted, view.began)
