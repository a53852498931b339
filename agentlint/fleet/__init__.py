"""The map of a fleet: what `agentlint map` finds out about all agents together, as data and as a page to look at."""
