"""The commands of `./fashionistar`, one function each."""
