"""Views as spreadsheets: `--sheet FILE` of list and report."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escalate.runtime import Office
    from escalate.usecases.listing import ListView
    from escalate.usecases.report import ReportView
    from escalate.usecases.sheet import Sheet, SheetView


def of_list(view: "ListView", office: "Office", file: str, *, replace: bool) -> "SheetView":
    """Write the list. Raises BadInput, MissingParts."""
    from escalate.usecases.sheet import list_sheet

    ends = office.reader.ends()
    receipt = ends.receipt if ends else ""
    told = {one.reference: office.reader.stored(office.reader.find(one.reference)).dispute for one in view.disputes}
    return _written(list_sheet(view, told, office.now, receipt), file, receipt, replace=replace, scripted=view.scripted)


def of_report(view: "ReportView", file: str, *, replace: bool) -> "SheetView":
    """Write the report. Raises BadInput, MissingParts."""
    from escalate.usecases.sheet import report_sheet

    return _written(report_sheet(view), file, view.receipt, replace=replace, scripted=view.scripted)


def _written(sheet: "Sheet", file: str, receipt: str, *, replace: bool, scripted: bool) -> "SheetView":
    from escalate.papers.sheet import write
    from escalate.usecases.sheet import SheetView

    write((sheet,), Path(file), replace=replace)
    return SheetView(Path(file).name, len(sheet.rows), receipt, scripted)
