"""Rule `undeclared-tool`."""
