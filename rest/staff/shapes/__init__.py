"""What staff views read from a request and put into an answer, one file per domain."""
