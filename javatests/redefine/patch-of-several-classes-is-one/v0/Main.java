public class Main {
    public static void main(String[] args) {
        B b = new B();
        do {
            System.out.println(A.text() + " " + b.text() + " " + C.text());
        } while (Live.update());
    }
}
