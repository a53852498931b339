"""Rule `unenforced-tool-pattern`."""
