class Wheel extends Part {
    Wheel(int number) {
        super(number);
    }
}
