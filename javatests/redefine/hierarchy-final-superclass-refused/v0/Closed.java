final class Closed extends Root {}
