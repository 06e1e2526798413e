"""The questions, section by section. Each module has one function: the section's questions as far as they are known."""
