class Line extends Shape {}
