"""An invented council's extract, for the demonstration, the tests and the benchmarks.

No child in it exists. Its dirt is deliberate: it is what extracts of case-management systems look like.
"""

from foi_return.synthetic.extract_files import (
    HAZARD_ROWS_PER_CHILD,
    ExtractFiles,
    write_extract,
    write_hazards_csv,
)

__all__ = [
    "HAZARD_ROWS_PER_CHILD",
    "ExtractFiles",
    "write_extract",
    "write_hazards_csv",
]
