"""PostgreSQL: connections and transactions, named queries, migrations."""
