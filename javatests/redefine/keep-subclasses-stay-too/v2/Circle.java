class Circle extends Shape {
    double radius = 2;

    double area() {
        return 3 * radius * radius;
    }

    String all() {
        return "round " + super.look() + " " + radius + " " + area();
    }
}
