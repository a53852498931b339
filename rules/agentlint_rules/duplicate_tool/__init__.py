"""Rule `duplicate-tool`."""
