class Odometer {
    int km;

    Odometer(int km) {
        this.km = km;
    }

    String read() {
        return "" + km;
    }
}
