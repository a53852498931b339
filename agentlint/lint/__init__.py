"""Rules: their API, registry and selection; suppression; the engine that runs them."""
