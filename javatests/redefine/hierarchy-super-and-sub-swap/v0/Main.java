public class Main {
    public static void main(String[] args) {
        Object a = new A();
        Object b = new B();
        do {
            System.out.println("a is B: " + (a instanceof B) + ", b is A: " + (b instanceof A));
        } while (Live.update());
    }
}
