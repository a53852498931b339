"""Rule `example-names-other-agent`."""
