public class Main {
    public static void main(String[] args) {
        Robot robot = new Robot();
        do {
            System.out.println(Live.attempt(() -> Robot.class.getMethod("speak").invoke(robot)));
        } while (Live.update());
    }
}
