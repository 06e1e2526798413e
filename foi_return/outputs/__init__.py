"""Writers: they turn a `ProtectedReturn` into files, and can reach nothing that holds a true count.

Nothing is imported here, so that importing the package costs nothing; each writer imports its library when it writes.
"""
