"""The glossary in code: frozen value types that every other module speaks in. Nothing here does any work."""
