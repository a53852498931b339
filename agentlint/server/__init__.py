"""The language server. Only `agentlint server` imports it: it needs pygls, which the extra `server` brings."""
