"""Ways to reach people that are no mail: each behind a Protocol, with a default that needs no provider."""
