abstract class Canvas extends Main.Layered {
    String layer() {
        return "layer 2";
    }
}
