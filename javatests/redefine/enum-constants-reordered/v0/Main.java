import java.util.Arrays;

public class Main {
    public static void main(String[] args) {
        Level low = Level.LOW;
        Level high = Level.HIGH;
        do {
            System.out.println(low + " " + low.ordinal());
            System.out.println(high + " " + high.ordinal());
            System.out.println(Arrays.toString(Level.values()));
            System.out.println(low == Level.LOW && Level.valueOf("HIGH") == high);
        } while (Live.update());
    }
}
