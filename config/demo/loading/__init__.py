"""Put a demo marketplace into the database and the media storage."""
