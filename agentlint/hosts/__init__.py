"""What each host reads of a prompt file: kinds, fields, tools, limits, header parsers. Knows syntax, no rules."""
