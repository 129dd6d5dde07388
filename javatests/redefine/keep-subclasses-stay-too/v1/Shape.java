abstract class Shape {
    long id = 77;
    String line = "thin";
    String colour = "red";

    String look() {
        return colour + "/" + line;
    }

    abstract double area();
}
