"""Files that people hand in: what they are by their content, where they are kept, how they come over RPC in parts."""
