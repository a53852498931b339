"""Rule `too-large`."""
