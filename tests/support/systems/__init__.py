"""One invented population, written as each case-management system would export it, with the truth beside it."""
