"""PostgreSQL and Valkey from wheels, started by the project itself."""
