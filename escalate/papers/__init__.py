"""What leaves the log as a file: each module writes one format."""
