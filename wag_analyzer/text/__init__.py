"""What single messages say: normalised words, references to persons, dialogue acts, stance."""
