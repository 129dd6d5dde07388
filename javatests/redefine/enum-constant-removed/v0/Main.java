import java.util.Arrays;

public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Arrays.toString(Letter.values()));
            System.out.println(Live.attempt(() -> Letter.B));
        } while (Live.update());
    }
}
