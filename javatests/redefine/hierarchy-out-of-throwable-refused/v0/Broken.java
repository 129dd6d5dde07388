class Broken extends Exception {}
