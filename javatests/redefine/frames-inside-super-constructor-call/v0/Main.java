public class Main {
    static class Component {
        final int size;

        Component(int size) {
            this.size = size;
            Live.update();
        }
    }

    public static void main(String[] args) {
        Object window = new Window();
        do {
            System.out.println(window);
        } while (Live.update());
    }
}
