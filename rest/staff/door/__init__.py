"""What all staff views share: who may come in, strict input, pages, entity tags, answers to errors, documentation."""
