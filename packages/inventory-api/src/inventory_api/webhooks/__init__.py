"""Events that are brought to receivers: signed, one after the other, tried again until they arrive or it is given up."""
