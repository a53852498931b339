"""Rule `renamed-tool`."""
