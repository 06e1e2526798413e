"""The review of flags: a sheet for reviewers, and what their decisions say of the flag."""
