"""Rule `line-endings`."""
