class Vehicle {
    String owner = "nobody";

    String show() {
        return "bike of " + owner;
    }
}
