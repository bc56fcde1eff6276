"""Documents as PDF/A-2a (ISO 19005-2), tagged, with their fonts inside; for workers only: typst is large.

A document is a Typst template that reads its facts as `json(bytes(sys.inputs.facts))`. Fonts are Noto Sans SC
and Noto Serif SC (SIL Open Font License), never the machine's own, so that it is set alike everywhere.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import segno
import typst
from pylopdf_fonts_zh_cn import sans_path

from shared.documents.errors import DocumentNotSet

STANDARD: Final = "a-2a"
FONTS: Final = sans_path().parent


def set_pdf(template: Path, facts: Mapping[str, Any], *, made_at: datetime) -> bytes:
    """The document; a character without a glyph is refused instead of printed as a box."""
    written = json.dumps(facts, ensure_ascii=False, default=str)
    try:
        return typst.compile(
            template,
            format="pdf",
            font_paths=[FONTS],
            ignore_system_fonts=True,
            sys_inputs={"facts": written},
            pdf_standards=STANDARD,
            timestamp=int(made_at.timestamp()),
        )
    except typst.TypstError as error:
        raise DocumentNotSet from error


def square_code(text: str) -> str:
    """A QR code (ISO/IEC 18004) as SVG; level M still reads with a seventh of it lost."""
    code = segno.make_qr(text, error="m")
    drawing: str = code.svg_inline(border=0, omitsize=True)
    return drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
