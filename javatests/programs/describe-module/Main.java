/** Never runs: the command prints about modules instead. */
public class Main {
    public static void main(String[] args) {
        System.out.println("ran");
    }
}
