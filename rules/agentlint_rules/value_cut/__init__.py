"""Rule `value-cut`."""
