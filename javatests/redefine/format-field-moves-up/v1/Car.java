class Car extends Vehicle {
    Car(String owner) {
        this.owner = owner;
    }

    String show() {
        return "car of " + owner;
    }
}
