"""What people did elsewhere and its way back into the files of `content/`: ticks from a page, answers from a form."""
