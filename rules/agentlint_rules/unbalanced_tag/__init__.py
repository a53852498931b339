"""Rule `unbalanced-tag`."""
