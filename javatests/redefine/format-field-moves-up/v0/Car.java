class Car extends Vehicle {
    String owner = "nobody";

    Car(String owner) {
        this.owner = owner;
    }

    String show() {
        return "car of " + owner;
    }
}
