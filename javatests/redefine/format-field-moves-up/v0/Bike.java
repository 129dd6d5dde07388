class Bike extends Vehicle {}
