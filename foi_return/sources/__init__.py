"""Reads the files of an extract into the engine, as text, with a finding for every row that cannot be read."""
