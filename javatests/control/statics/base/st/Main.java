package st;

/** Prints the subject's values again and again. */
public class Main {
    public static void main(String[] arguments) throws InterruptedException {
        while (true) {
            System.out.println(Subject.text());
            Thread.sleep(10);
        }
    }
}
