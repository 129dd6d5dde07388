class Derived extends Origin {}
