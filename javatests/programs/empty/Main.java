/** The smallest program: boots, does nothing, exits with 0. */
public class Main {
    public static void main(String[] args) {
    }
}
