"""acme/shared-color."""
