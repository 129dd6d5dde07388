public class Wheel extends Part {
    String rim = "steel";

    public Wheel() {}
}
