class Circle extends Shape {
    double radius = 2;

    double area() {
        return 3 * radius * radius;
    }

    String all() {
        return "circle " + super.look() + " " + radius + " " + area();
    }
}
