"""A paper as a Word document: its own headings, lists, tables and foot, so that a person can go on writing in it.

python-docx makes the container and its styles; the body is written as XML at once, which is ten times as quick.
"""

from collections.abc import Iterator, Sequence
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from escalate.papers.library import DOCS, library
from escalate.papers.runs import parts, right_to_left, shares
from escalate.render.safe import safe_value
from escalate.usecases.paper import Block, Facts, Heading, Items, Paper, Paragraph, Space, Table

LANGUAGE = "en-GB"
FONT = "Arial"  # carries Welsh, Polish and Arabic wherever Word is
_TEXT_WIDTH = 9866  # A4 less its margins of 18 mm, in twentieths of a point, as all widths here
_LONG = 1500  # letters: a row with a text as long may be cut, or it would leave most of a page empty
_INK, _GREY = (0x0B, 0x0C, 0x0C), (0x50, 0x5A, 0x5F)
_STYLES = {  # size, and space before and after
    "Normal": (10.5, 0, 6),
    "No Spacing": (10.5, 0, 0),  # in tables
    "Title": (22, 0, 4),
    "Subtitle": (12, 0, 10),
    "Heading 1": (15, 18, 6),
    "Heading 2": (12.5, 14, 4),
    **{f"Heading {level}": (10.5, 12, 4) for level in range(3, 7)},
    "List Bullet": (10.5, 0, 3),
    "Caption": (10.5, 8, 4),
    "Body Text": (10.5, 26, 0),  # a line to sign on
    "Footer": (8.5, 0, 0),
}
_LEFT_OUT = ("/thumbnail", "/extended-properties", "/stylesWithEffects")  # parts of python-docx's own empty document
_XMLNS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def made(paper: Paper) -> bytes:
    """The paper as a Word file. Raises MissingParts."""
    docx = library("docx", DOCS, "a Word document")
    paper = safe_value(paper)
    document = docx.Document()
    _name(document, paper.title)
    _style(docx, document)
    _foot(docx, document.sections[0], paper.foot)
    return _packed(document, "".join(_body(paper)))


def _name(document: Any, title: str) -> None:  # noqa: ANN401  python-docx's
    """What the file says of itself: its title and language, and no person, program, machine or time."""
    about = document.core_properties
    about.title, about.language, about.author, about.comments = title[:255], LANGUAGE, "", ""
    for stamp in about._element.xpath("dcterms:created | dcterms:modified"):  # noqa: SLF001  no other way to have none
        about._element.remove(stamp)  # noqa: SLF001
    package = document.part.package
    for links in (package.rels, document.part.rels):
        for key in [key for key, link in links.items() if link.reltype.endswith(_LEFT_OUT)]:
            del links[key]


def _style(docx: Any, document: Any) -> None:  # noqa: ANN401  python-docx's
    """A4, and the styles that the body uses in one plain face."""
    shared, styles = docx.shared, document.styles
    section = document.sections[0]
    section.page_width, section.page_height = shared.Mm(210), shared.Mm(297)
    section.left_margin = section.right_margin = section.top_margin = shared.Mm(18)
    section.bottom_margin, section.footer_distance = shared.Mm(22), shared.Mm(10)
    for unused in styles.element.xpath("w:style[@w:type='table'][not(@w:default)]"):
        styles.element.remove(unused)
    for spoken in styles.element.xpath("w:docDefaults//w:lang"):
        spoken.set(f"{{{spoken.nsmap['w']}}}val", LANGUAGE)
    for decorated in styles.element.xpath("//w:pBdr | //w:style//w:spacing[@w:val] | //w:contextualSpacing"):
        decorated.getparent().remove(decorated)
    for name, (size, before, after) in _STYLES.items():
        style = styles[name]
        style.font.size, style.font.italic = shared.Pt(size), False
        style.font.bold = name.startswith(("Heading", "Title", "Caption"))
        style.font.color.rgb = shared.RGBColor(*(_GREY if name in {"Subtitle", "Footer"} else _INK))
        space = style.paragraph_format
        space.space_before, space.space_after = shared.Pt(before), shared.Pt(after)
        letters = style.element.get_or_add_rPr()
        for other in letters.xpath("w:szCs"):
            letters.remove(other)
        letters.xpath("w:sz")[0].addnext(*_elements(docx, f'<w:szCs w:val="{int(2 * size)}"/>'))  # of joined script
        style.font.cs_bold = style.font.bold
        fonts = letters.get_or_add_rFonts()
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(f"{{{fonts.nsmap['w']}}}{script}", FONT)


def _elements(docx: Any, xml: str) -> list[Any]:  # noqa: ANN401  python-docx's
    return list(docx.oxml.parse_xml(f"<w:body {_XMLNS}>{xml}</w:body>"))


def _foot(docx: Any, section: Any, foot: str) -> None:  # noqa: ANN401  python-docx's
    page = (
        '<w:r><w:t xml:space="preserve">{}</w:t></w:r><w:fldSimple w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    number = f"{page.format('Page ', 'PAGE')}{page.format(' of ', 'NUMPAGES')}"
    right = '<w:p><w:pPr><w:pStyle w:val="Footer"/><w:jc w:val="right"/></w:pPr>'
    said = _paragraph(foot, "Footer") if foot else ""
    section.footer._element[:] = _elements(docx, f"{said}{right}{number}</w:p>")  # noqa: SLF001


def _body(paper: Paper) -> Iterator[str]:
    yield _paragraph(paper.title, "Title")
    if paper.subtitle:
        yield _paragraph(paper.subtitle, "Subtitle")
    for block in paper.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield _paragraph(text, f"Heading{min(level, 6)}")
        case Paragraph(text, quiet):
            yield _paragraph(text, run='<w:color w:val="505A5F"/><w:sz w:val="19"/>' if quiet else "")
        case Facts(rows):
            yield from _table(rows, (2800, _TEXT_WIDTH - 2800))
        case Items(found):
            yield from (_paragraph(text, "ListBullet") for text in found)
        case Table(heads, rows, caption):
            yield _paragraph(caption, "Caption", "<w:keepNext/>") if caption else ""
            yield from _table(rows, [int(share * _TEXT_WIDTH) for share in shares(block)], heads)
        case Space(label):
            line = f'<w:tabs><w:tab w:val="right" w:leader="underscore" w:pos="{_TEXT_WIDTH}"/></w:tabs>'
            yield _paragraph(f"{label} \t", "BodyText", line)


def _table(rows: Sequence[Sequence[str]], widths: Sequence[int], heads: Sequence[str] = ()) -> Iterator[str]:
    """Rows ruled off from each other; under `heads` if there are any, else each after its label."""
    if not (rows or heads):
        return  # Word opens no file with an empty table
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>'
        + "".join(f'<w:{side} w:val="single" w:sz="4" w:color="B1B4B6"/>' for side in ("top", "bottom", "insideH"))
        + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="50" w:type="dxa"/>'
        '<w:left w:w="0" w:type="dxa"/><w:bottom w:w="50" w:type="dxa"/><w:right w:w="120" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>"
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        + "</w:tblGrid>"
    )
    bold, cells = "<w:b/><w:bCs/>", [f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>' for width in widths]
    if heads:
        yield "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        yield from (
            f"{cell}{_paragraph(head, 'NoSpacing', run=bold)}</w:tc>" for cell, head in zip(cells, heads, strict=True)
        )
        yield "</w:tr>"
    label = "" if heads else bold
    for row in rows:
        yield "<w:tr><w:trPr><w:cantSplit/></w:trPr>" if max(map(len, row)) < _LONG else "<w:tr>"
        for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
            yield f"{cell}{_paragraph(text, 'NoSpacing', run='' if place else label)}</w:tc>"
        yield "</w:tr>"
    yield '</w:tbl><w:p><w:pPr><w:pStyle w:val="NoSpacing"/><w:rPr><w:sz w:val="8"/></w:rPr></w:pPr></w:p>'


def _paragraph(text: str, style: str = "", about: str = "", run: str = "") -> str:
    """One paragraph; `about` are its own properties, `run` those of its letters, both as XML."""
    turned = right_to_left(text)
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    about = f"{style}{about}{'<w:bidi/>' if turned else ''}"
    letters = "".join(_run(part, run, gap=gap, turned=turned) for part, gap in parts(text))
    return f"<w:p><w:pPr>{about}</w:pPr>{letters}</w:p>"


def _run(text: str, about: str, *, gap: bool, turned: bool) -> str:
    about += '<w:highlight w:val="yellow"/>' if gap else ""
    about += "<w:rtl/>" if turned else ""
    shown = escape(text, quote=False).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    shown = shown.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r>{f"<w:rPr>{about}</w:rPr>" if about else ""}<w:t xml:space="preserve">{shown}</w:t></w:r>'


def _packed(document: Any, body: str) -> bytes:  # noqa: ANN401  python-docx's
    """The file with its body, which stands before what its section says; its parts bear no time of their making."""
    raw, packed = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as before, ZipFile(packed, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "word/document.xml":
                part = part.replace(b"<w:sectPr", body.encode() + b"<w:sectPr", 1)
            after.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return packed.getvalue()
