public class Main {
    public static void main(String[] args) {
        Rectangle rectangle = new Rectangle(3, 4);
        do {
            System.out.println(Report.of(rectangle));
        } while (Live.update());
    }
}
