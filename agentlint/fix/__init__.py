"""Apply fixes to text: non-overlapping edits, passes to a fixed point, atomic writes."""
