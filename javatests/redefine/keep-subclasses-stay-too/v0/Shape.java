abstract class Shape {
    String colour = "red";

    String look() {
        return colour;
    }

    abstract double area();
}
