"""The database servers that come with the project: PostgreSQL and Valkey from their wheels, for development and tests.

A *plan* is a server made ready to start (data directory, port, command); a *server* is one that was started. Every
server dies with the process that started it, and leaves a record by which the next start finds what was left over.
"""
