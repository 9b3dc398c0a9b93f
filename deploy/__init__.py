"""What the container image needs beside the services: secrets made once, and the question of its health checks."""
