"""The staff API, asked over HTTP."""
