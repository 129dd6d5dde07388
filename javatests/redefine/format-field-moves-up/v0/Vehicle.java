class Vehicle {
    String show() {
        return "bike without owner";
    }
}
