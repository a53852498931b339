"""The rule overlapping-descriptions and the comparison of texts behind it."""
