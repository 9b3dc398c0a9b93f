"""Documents that people print or keep, made in the process of whoever asks for them."""
