"""Rule `unknown-mcp-server`."""
