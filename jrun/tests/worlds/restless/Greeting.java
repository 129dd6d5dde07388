/** The restless world's, old: other members under the same names. */
public class Greeting {
    static long asked = 1000;

    static String text() {
        return "restless old " + ++asked;
    }
}
