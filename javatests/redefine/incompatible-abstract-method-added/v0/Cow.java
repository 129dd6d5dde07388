class Cow implements Animal {}
