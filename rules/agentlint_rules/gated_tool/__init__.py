"""Rule `gated-tool`."""
