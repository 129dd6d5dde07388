import java.util.Arrays;

public class Main {
    public static void main(String[] args) {
        Color red = Color.RED;
        Color.valueOf("RED");
        do {
            System.out.println(Arrays.toString(Color.values()) + " " + Color.class.getEnumConstants().length);
            System.out.println(red == Color.RED ? "RED is warm" : "another RED");
            System.out.println(Live.attempt(() -> Color.valueOf("BLUE").ordinal()));
        } while (Live.update());
    }
}
