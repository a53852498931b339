"""Rule `hidden-text`."""
