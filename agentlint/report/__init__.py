"""Findings to output, one module per format."""
