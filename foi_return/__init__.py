"""Answers freedom-of-information requests with figures that are right, complete and safe to publish."""

__version__ = "0.1.0"
