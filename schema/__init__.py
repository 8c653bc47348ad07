"""What the API offers: GraphQL types, inputs, payloads and roots. Words only."""
