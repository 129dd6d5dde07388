public class Main {
    public static void main(String[] args) {
        do {
            State.log.add("x");
            System.out.println(State.log + " " + State.next++);
        } while (Live.update());
    }
}
