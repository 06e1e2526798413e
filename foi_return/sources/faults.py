"""What is wrong with a file, as errors that several readers raise. None repeats what stands in the file."""

from __future__ import annotations

from pathlib import Path

from foi_return.errors import Fault, SourceError

LOCK_MARK = "~$"
"""What the name of the file begins with that Excel lays beside a workbook while it is open."""

_SHARING = {32, 33}  # ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def is_open_elsewhere(path: Path, problem: OSError) -> bool:
    """Whether the system will not open a file because another program has it open."""
    if getattr(problem, "winerror", None) in _SHARING:
        return True
    # Excel shortens long names: `~$` takes the place of their first two characters.
    marks = [path.with_name(f"{LOCK_MARK}{path.name}"), path.with_name(f"{LOCK_MARK}{path.name[2:]}")]
    return isinstance(problem, PermissionError) and any(mark.exists() for mark in marks)


def unreadable_file(path: Path, problem: OSError) -> SourceError:
    """The error for a file that the system will not open."""
    if isinstance(problem, FileNotFoundError):
        return SourceError(Fault(str(path), "there is no such file", next_step="Check the path"))
    if isinstance(problem, IsADirectoryError) or path.is_dir():
        return SourceError(Fault(str(path), "this is a folder", "a file", "Name the file in it"))
    if is_open_elsewhere(path, problem):
        found = "the file is open in Excel, or in another program that lets nobody else read it"
        return SourceError(Fault(str(path), found, "a file that is closed", "Save and close it there, then try again"))
    return SourceError(
        Fault(
            str(path),
            f"the file cannot be opened ({problem.strerror})",
            next_step="Close it in other programs, and check that you may read it",
        )
    )


def empty_file(where: str) -> SourceError:
    """The error for a file or sheet without a single filled cell."""
    return SourceError(Fault(where, "it is empty", "a header row and rows below it", "Export it again from the system"))


def damaged_workbook(where: str) -> SourceError:
    """The error for a file that begins as a workbook does, and cannot be read as one."""
    return SourceError(
        Fault(
            where,
            "this is no workbook that can be read; it may be damaged or cut short",
            "an .xlsx, .xls, .xlsb or .ods workbook, or a CSV file",
            "Open it in a spreadsheet program and save it again as .xlsx",
        )
    )


def too_large(where: str, found: str, expected: str) -> SourceError:
    """The error for a file that would need more memory than a computer can be asked for."""
    return SourceError(
        Fault(
            where, found, expected, "Export it again, without what is not needed, or in several files with one pattern"
        )
    )


def no_text(where: str, found: str) -> SourceError:
    """The error for a file that is neither delimited text nor a workbook."""
    return SourceError(
        Fault(
            where,
            found,
            "a CSV file, or an .xlsx, .xls, .xlsb or .ods workbook",
            "Export it again from the system in one of these forms, or save it as .xlsx with a spreadsheet program",
        )
    )
