final class Circle implements Shape {
    public String name() {
        return "circle";
    }
}
