"""Everything that is decided; session first, the clock's moment passed in, nobody commits."""
