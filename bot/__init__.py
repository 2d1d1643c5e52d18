"""What a worker says and sees: questions in, replies out."""
