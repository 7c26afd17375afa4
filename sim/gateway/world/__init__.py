"""Door to world: from every doorstep through a gateway airport to everywhere."""
