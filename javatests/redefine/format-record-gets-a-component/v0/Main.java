public class Main {
    public static void main(String[] args) {
        Money money = new Money(5);
        do {
            System.out.println(money + " " + Money.class.getRecordComponents().length);
        } while (Live.update());
    }
}
