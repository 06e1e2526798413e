"""Counts: from the rows of an extract to inner cells. Nothing personal leaves this package."""
