"""What the data is: frozen dataclasses of the standard library, a file per noun. They import nothing but each other."""
