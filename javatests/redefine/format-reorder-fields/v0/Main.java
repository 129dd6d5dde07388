public class Main {
    public static void main(String[] args) {
        Row row = new Row();
        row.fill();
        do {
            System.out.println(row);
        } while (Live.update());
    }
}
