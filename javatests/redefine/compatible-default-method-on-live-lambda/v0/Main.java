public class Main {
    public static void main(String[] args) {
        Step step = text -> text.replaceAll("(.)", "$1$1");
        do {
            System.out.println(Runner.run(step, "abc"));
        } while (Live.update());
    }
}
