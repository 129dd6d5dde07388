class Closed extends Root {}
