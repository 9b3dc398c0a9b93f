"""The one web door: pages and the JSON API. Owns no data and no rule; every answer is a service's."""
