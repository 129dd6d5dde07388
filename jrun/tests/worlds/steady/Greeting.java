/** The steady world's: no field, two methods. */
public class Greeting {
    static int asked;

    static String text() {
        return "a steady greeting, asked " + ++asked + " times";
    }

    static String shape() {
        return Greeting.class.getDeclaredFields().length + " fields, " + Greeting.class.getDeclaredMethods().length + " methods";
    }
}
