"""The register: every answer that a reader has or may have, in a folder that the council chooses.

It holds published statements only: the `release.json` of each answer, as it was sent. Entries are only ever added; each
names the hash of the one before, so that a change of any of them shows.
"""

from foi_return.register.entries import Entry, Kind
from foi_return.register.restore import Damage, find_damage, restore
from foi_return.register.state import Registered, Status
from foi_return.register.store import REGISTER_VARIABLE, Register, open_register, register_folder

__all__ = [
    "REGISTER_VARIABLE",
    "Damage",
    "Entry",
    "Kind",
    "Register",
    "Registered",
    "Status",
    "find_damage",
    "open_register",
    "register_folder",
    "restore",
]
