public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Doors.make().state());
        } while (Live.update());
    }
}
