public class Main {
    public static void main(String[] args) {
        Printer printer = new Printer();
        do {
            System.out.println(printer.kind("x"));
            System.out.println(Fresh.call(printer));
        } while (Live.update());
    }
}
