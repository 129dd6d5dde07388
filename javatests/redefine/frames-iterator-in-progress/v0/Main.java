import java.util.Iterator;

public class Main {
    public static void main(String[] args) {
        Iterator<Integer> numbers = new Countdown();
        do {
            System.out.println(numbers.next());
        } while (Live.update());
    }
}
