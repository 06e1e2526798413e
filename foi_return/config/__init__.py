"""Configuration: TOML at the edge, checked by pydantic, turned into the frozen values of `terms`."""
