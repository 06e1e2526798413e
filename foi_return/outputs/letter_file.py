"""Writes the letter as a `.docx` file: on plain paper, or on the council's own letterhead.

The same letter gives the same file to the byte: the document's dates are fixed. A text of the answer is only ever
text: no field, link or markup is made of it.

Source: ECMA-376 part 1, 17 (WordprocessingML); WCAG 2.2, 1.3.1 and 3.1.1 (headings, tables and language told).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from foi_return.errors import Fault, OutputError
from foi_return.outputs.document_parts import pack_again
from foi_return.outputs.file_faults import write_whole
from foi_return.outputs.letter import compose_letter
from foi_return.outputs.letter_model import LetterPart
from foi_return.terms.letter import LetterFacts, LetterWords, Respondent
from foi_return.terms.protected import ProtectedReturn

if TYPE_CHECKING:
    from docx.document import Document

BOOKMARK = "{{answer}}"
"""The paragraph of a letterhead in whose place the letter is put."""

_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the library wants it so; a fixed date, because a run leaves no trace


def write_letter(
    answer: ProtectedReturn, facts: LetterFacts, words: LetterWords, path: Path, template: bytes | None = None
) -> None:
    """Writes the letter that goes with an answer.

    Args:
        answer: What may be published.
        facts: What else the letter says of the request.
        words: The words of the letter.
        path: The file; an earlier one there is replaced.
        template: The council's letterhead, as `read_letterhead` gives it; None for plain paper.

    Raises:
        OutputError: A text may not be published (nothing is written then), or the file cannot be written.
    """
    write_whole(path, render_letter(answer, facts, words, template))


def render_letter(
    answer: ProtectedReturn, facts: LetterFacts, words: LetterWords, template: bytes | None = None
) -> bytes:
    """The bytes of the letter.

    Raises:
        OutputError: A text may not be published.
    """
    return render_parts(answer, compose_letter(answer, facts, words), template)


def render_parts(answer: Respondent, parts: Sequence[LetterPart], template: bytes | None = None) -> bytes:
    """The bytes of a letter that has been composed."""
    from docx import Document as open_document

    from foi_return.outputs.letter_body import write_parts
    from foi_return.outputs.letter_paper import complete_styles, lay_out_plain_paper

    document = open_document(io.BytesIO(template) if template else None)
    if template is None:
        lay_out_plain_paper(document, answer.reference)
    complete_styles(document)
    write_parts(document, parts, BOOKMARK)
    _tell_properties(document, answer, parts)
    packed = io.BytesIO()
    document.save(packed)
    return pack_again(packed.getvalue())


def read_letterhead(path: Path) -> bytes:
    """A council's letterhead.

    Raises:
        OutputError: It cannot be read, or is no Word document without macros.
    """
    from docx import Document as open_document
    from docx.opc.exceptions import PackageNotFoundError

    wanted = "a Word document (.docx) without a password or macros"
    try:
        content = path.read_bytes()
        open_document(io.BytesIO(content))
    except FileNotFoundError:
        raise OutputError(Fault(str(path), "there is no such file", wanted, "Check --letter-template")) from None
    except OSError as error:
        raise OutputError(Fault(str(path), f"it cannot be read ({error.strerror})", wanted)) from None
    except (ValueError, KeyError, PackageNotFoundError, SyntaxError, zipfile.BadZipFile):
        step = "Open it in Word and save it as a Word document (.docx)"
        raise OutputError(Fault(str(path), "the letter template is no such document", wanted, step)) from None
    return content


def _tell_properties(document: Document, answer: Respondent, parts: Sequence[LetterPart]) -> None:
    """Whose letter it is, in place of whoever made the template."""
    properties = document.core_properties
    properties.title = f"{getattr(parts[0], 'text', '')}, {answer.reference}"[:255]
    properties.subject = f"Answer to a request under the {answer.regime.act}"
    properties.author = properties.last_modified_by = answer.council[:255]
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "en-GB"
    properties.created = properties.modified = _CREATED
    properties.revision = 1
