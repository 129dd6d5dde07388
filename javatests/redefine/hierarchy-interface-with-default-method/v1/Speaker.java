public interface Speaker {
    default String speak() {
        return "beep from " + getClass().getSimpleName();
    }
}
