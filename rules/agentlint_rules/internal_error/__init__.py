"""Rule `internal-error`."""
