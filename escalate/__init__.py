"""escalate: a tracker for professional disagreements about the safety of a child or adult."""
