import java.util.Arrays;

public class Main {
    public static void main(String[] args) {
        do {
            System.out.println(Arrays.stream(Season.values()).map(Names::of).toList());
        } while (Live.update());
    }
}
