"""GraphQL over HTTP: endpoint, persisted documents, WebSocket, event streams, negotiation."""
