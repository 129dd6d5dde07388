public class Main {
    public static void main(String[] args) {
        Field field = new Field(3);
        do {
            System.out.println(field.show());
        } while (Live.update());
    }
}
