"""Rule `broken-reference`."""
