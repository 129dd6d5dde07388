class Problem extends Exception {}
