/** A class without a main method: the launcher's own error. */
public class Main {
    public void main(String arg) {
        System.out.println(arg);
    }
}
