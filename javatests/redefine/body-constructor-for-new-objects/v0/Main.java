public class Main {
    public static void main(String[] args) {
        Account old = new Account();
        do {
            System.out.println("old " + old.balance + ", new " + new Account().balance);
        } while (Live.update());
    }
}
