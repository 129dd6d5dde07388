import java.lang.reflect.Modifier;

public class Main {
    public static void main(String[] args) throws Exception {
        do {
            System.out.println("final: " + Modifier.isFinal(Flags.class.getDeclaredField("on").getModifiers()));
        } while (Live.update());
    }
}
