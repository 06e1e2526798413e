"""Disclosure control: from true counts to figures that may be published."""
