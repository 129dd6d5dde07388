class Broken {}
