"""Rule `empty-body`."""
