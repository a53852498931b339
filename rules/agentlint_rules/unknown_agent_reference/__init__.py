"""Rule `unknown-agent-reference`."""
