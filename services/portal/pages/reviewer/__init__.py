"""What a reviewer works with: their queue, the declaration, the texts beside the rubric."""
