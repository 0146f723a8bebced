"""The bundled files, and the scripts that made them."""
