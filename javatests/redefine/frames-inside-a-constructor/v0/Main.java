public class Main {
    public static void main(String[] args) {
        Form form = new Form();
        do {
            System.out.println(form);
        } while (Live.update());
    }
}
