"""An archived text as the page that it was printed from: `read.read` is the door."""
