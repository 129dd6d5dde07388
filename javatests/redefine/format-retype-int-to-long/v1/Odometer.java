class Odometer {
    long km;

    Odometer(int km) {
        this.km = km;
    }

    String read() {
        return "" + ++km;
    }
}
