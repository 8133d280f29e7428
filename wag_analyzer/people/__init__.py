"""From names, numbers and mentions to persons."""
