"""Writes on payments. All but `open_attempt` expect rows that the caller has locked, inside its transaction."""
