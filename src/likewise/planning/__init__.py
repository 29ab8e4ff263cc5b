"""Planning: what an import will take of memory and time, told before it is begun."""
