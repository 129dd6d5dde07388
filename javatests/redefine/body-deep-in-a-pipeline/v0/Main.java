import java.util.stream.IntStream;

public class Main {
    public static void main(String[] args) {
        Filter filter = new Filter();
        do {
            System.out.println(IntStream.rangeClosed(1, 6).filter(filter::takes).boxed().toList());
        } while (Live.update());
    }
}
