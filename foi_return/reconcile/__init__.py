"""Compares a partner's list of children with social care's records, where names differ and ids are not shared."""
