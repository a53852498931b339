"""Rule `unreadable-file`."""
