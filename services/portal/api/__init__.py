"""The JSON API. Each route is a call to a service; problems are RFC 9457 JSON."""
