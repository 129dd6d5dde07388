class Wheel extends Part {
    String name = "wheel";

    Wheel(int number) {
        super(number);
    }

    String show() {
        return super.show() + " " + name;
    }
}
