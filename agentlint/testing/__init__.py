"""Runs the literate cases of rules (`cases.md`), for this project and for plugins."""
