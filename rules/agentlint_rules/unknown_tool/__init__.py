"""Rule `unknown-tool`."""
