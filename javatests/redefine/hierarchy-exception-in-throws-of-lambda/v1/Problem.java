class Problem extends IllegalStateException {}
