"""What the marketplace is made of, as plain tables: read them like a catalogue."""
