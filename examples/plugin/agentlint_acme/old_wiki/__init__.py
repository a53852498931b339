"""acme/old-wiki."""
