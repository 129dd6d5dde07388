public class Main {
    public static void main(String[] args) {
        Heading north = Heading.NORTH;
        do {
            System.out.println(north.show());
        } while (Live.update());
    }
}
