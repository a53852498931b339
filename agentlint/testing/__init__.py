"""Runs the literate cases of rules (`cases.md`), for this project and for plugins.

`pytest -p agentlint.testing.pytest_plugin` collects them; `cases` says how they are written, `runner` runs one.
"""
