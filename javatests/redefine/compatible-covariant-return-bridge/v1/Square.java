class Square extends Shape {
    Square copy() {
        Square square = new Square();
        square.origin = "Square";
        return square;
    }
}
